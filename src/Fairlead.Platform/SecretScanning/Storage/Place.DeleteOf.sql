DELETE FROM secret_places
 WHERE connection_id = @connection AND issue_id IN @issues
   -- What stands in the content of an attachment (kind 7) that was looked through before stays.
   AND NOT (kind = 7 AND EXISTS (SELECT 1 FROM secret_attachments a
                                  WHERE a.connection_id = secret_places.connection_id AND a.issue_id = secret_places.issue_id AND a.attachment_id = secret_places.place_id))
   -- A rule that finds nothing at the moment does not say that nothing is there.
   AND NOT EXISTS (SELECT 1 FROM secret_findings f WHERE f.id = secret_places.finding_id AND f.rule IN @silent)
