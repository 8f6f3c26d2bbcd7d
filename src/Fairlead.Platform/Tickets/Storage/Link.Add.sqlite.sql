INSERT INTO ticket_findings (ticket_id, finding_id)
SELECT value ->> 0, value ->> 1
  FROM json_each(@links)
