DELETE FROM secret_attachments WHERE connection_id = @connection AND issue_id = @issue AND attachment_id IN @dropped
