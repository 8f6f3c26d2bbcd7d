SELECT j.value AS finding_id, t.id, t.issue_key, t.presence
  FROM tickets t, json_each(t.finding_ids) j
 WHERE j.value IN @ids
 ORDER BY t.created_at, t.id
