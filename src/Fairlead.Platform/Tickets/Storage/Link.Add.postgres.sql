INSERT INTO ticket_findings (ticket_id, finding_id)
SELECT (j.value ->> 0)::uuid, (j.value ->> 1)::uuid
  FROM jsonb_array_elements(@links) AS j(value)
