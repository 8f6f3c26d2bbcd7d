SELECT issue_id, issue_key FROM secret_places WHERE connection_id = @connection AND issue_id IN @issues
 UNION
SELECT issue_id, issue_key FROM secret_skipped WHERE connection_id = @connection AND issue_id IN @issues
