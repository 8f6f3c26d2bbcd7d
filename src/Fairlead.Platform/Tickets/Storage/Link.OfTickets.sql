SELECT ticket_id, finding_id
  FROM ticket_findings
 WHERE ticket_id IN @ids
 ORDER BY ticket_id, finding_id
