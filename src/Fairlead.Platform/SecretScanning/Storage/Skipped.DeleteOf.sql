DELETE FROM secret_skipped
 WHERE connection_id = @connection AND issue_id IN @issues
   AND NOT EXISTS (SELECT 1 FROM secret_attachments a
                    WHERE a.connection_id = secret_skipped.connection_id AND a.issue_id = secret_skipped.issue_id AND a.attachment_id = secret_skipped.place_id)
