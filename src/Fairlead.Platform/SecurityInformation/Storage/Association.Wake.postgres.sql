-- What waits for a ticket that changed since, or for an issue that became a ticket's. Those that another transaction changes at the moment it makes due by itself; waited for, the
-- two could wait for each other.
UPDATE security_associations SET due_at = @now
 WHERE ctid IN (SELECT a.ctid
                  FROM security_associations a
                 WHERE a.problem IS NOT NULL AND a.due_at > @now
                   AND (EXISTS (SELECT 1 FROM tickets t WHERE t.id = a.held_by AND t.updated_at > a.tried_at)
                        OR EXISTS (SELECT 1 FROM tickets t WHERE t.issue_key = a.issue AND t.updated_at > a.tried_at)
                        OR EXISTS (SELECT 1 FROM connections c JOIN tickets t ON t.connection_id = c.id AND t.issue_id = a.issue WHERE t.updated_at > a.tried_at))
                   FOR UPDATE OF a SKIP LOCKED)
