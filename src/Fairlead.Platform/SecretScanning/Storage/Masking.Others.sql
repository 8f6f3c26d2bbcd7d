SELECT COUNT(*)
  FROM secret_maskings o
  JOIN secret_maskings m ON m.id = @id
 WHERE o.id <> m.id AND o.connection_id = m.connection_id AND o.issue_key = m.issue_key AND o.kind = m.kind AND o.place_id = m.place_id
