-- What waits for a ticket that changed since, or for an issue that became a ticket's. Those that another transaction changes at the moment it makes due by itself; waited for, the
-- two could wait for each other.
UPDATE provider_links SET due_at = @now
 WHERE ctid IN (SELECT l.ctid
                  FROM provider_links l
                 WHERE l.problem IS NOT NULL AND l.due_at > @now
                   AND (EXISTS (SELECT 1 FROM tickets t WHERE t.id = l.held_by AND t.updated_at > l.tried_at)
                        OR EXISTS (SELECT 1 FROM connections c JOIN tickets t ON t.connection_id = c.id AND t.issue_id = l.issue_id WHERE t.updated_at > l.tried_at))
                   FOR UPDATE OF l SKIP LOCKED)
