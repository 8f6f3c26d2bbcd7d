INSERT INTO secret_attachments (connection_id, issue_id, attachment_id, project_id, issue_key, rules_version)
VALUES (@connection, @issueId, @attachmentId, @projectId, @issueKey, @rulesVersion)
    ON CONFLICT (connection_id, issue_id, attachment_id) DO UPDATE
   SET project_id = excluded.project_id, issue_key = excluded.issue_key, rules_version = excluded.rules_version
