UPDATE secret_findings
   SET gone_at = @now
 WHERE id IN @findings AND gone_at IS NULL AND NOT EXISTS (SELECT 1 FROM secret_places p WHERE p.finding_id = secret_findings.id)
