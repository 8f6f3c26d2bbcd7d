SELECT r.no, r.vulnerability_id, r.container_id, r.body, r.property_set_no,
       -- What is there again is told as it stands now.
       CASE WHEN EXISTS (SELECT 1 FROM security_vulnerabilities v
                          WHERE v.provider_no = r.provider_no AND v.vulnerability_id = r.vulnerability_id AND v.container_id = r.container_id)
            THEN 1 ELSE 0 END AS is_back
  FROM security_removals r
 WHERE r.provider_no = @no AND r.revision <= @revision
 ORDER BY r.no
 LIMIT @limit
