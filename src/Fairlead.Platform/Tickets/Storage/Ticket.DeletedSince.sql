SELECT id, connection_id, issue_id, issue_key, missing_since
  FROM tickets
 WHERE standing = 8 AND connection_id = @connection AND missing_since > @since
 ORDER BY missing_since, id
