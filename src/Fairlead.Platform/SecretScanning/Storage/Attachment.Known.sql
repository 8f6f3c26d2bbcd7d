SELECT issue_id, attachment_id, project_id, issue_key, rules_version
  FROM secret_attachments
 WHERE connection_id = @connection AND issue_id IN @issues
