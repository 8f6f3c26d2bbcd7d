SELECT j.value AS finding_id, t.id, t.issue_key, t.presence
  FROM tickets t, jsonb_array_elements_text(t.finding_ids) AS j(value)
 WHERE j.value IN @ids
 ORDER BY t.created_at, t.id
