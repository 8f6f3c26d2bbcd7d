DELETE FROM ticket_findings
 WHERE (ticket_id, finding_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(@links))
