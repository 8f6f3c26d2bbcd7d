SELECT issue_id, place_id, tries, due_at
  FROM secret_unsettled
 WHERE connection_id = @connection AND issue_id IN @issues
