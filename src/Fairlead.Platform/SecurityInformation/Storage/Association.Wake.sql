-- What waits for a ticket that changed since, or for an issue that became a ticket's.
UPDATE security_associations SET due_at = @now
 WHERE problem IS NOT NULL AND due_at > @now
   AND (EXISTS (SELECT 1 FROM tickets t WHERE t.id = security_associations.held_by AND t.updated_at > security_associations.tried_at)
        OR EXISTS (SELECT 1 FROM tickets t WHERE t.issue_key = security_associations.issue AND t.updated_at > security_associations.tried_at)
        OR EXISTS (SELECT 1 FROM connections c JOIN tickets t ON t.connection_id = c.id AND t.issue_id = security_associations.issue
                    WHERE t.updated_at > security_associations.tried_at))
