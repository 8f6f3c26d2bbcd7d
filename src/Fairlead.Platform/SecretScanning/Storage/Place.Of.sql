SELECT finding_id, issue_key, kind, place_id, place_name, historical, line, col
  FROM secret_places
 WHERE finding_id IN @findings
 ORDER BY issue_id, kind, place_id, historical, line, col
