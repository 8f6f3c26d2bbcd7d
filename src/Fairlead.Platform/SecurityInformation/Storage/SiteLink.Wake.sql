-- What waits for a ticket that changed since, or for an issue that became a ticket's.
UPDATE provider_links SET due_at = @now
 WHERE problem IS NOT NULL AND due_at > @now
   AND (EXISTS (SELECT 1 FROM tickets t WHERE t.id = provider_links.held_by AND t.updated_at > provider_links.tried_at)
        OR EXISTS (SELECT 1 FROM connections c JOIN tickets t ON t.connection_id = c.id AND t.issue_id = provider_links.issue_id WHERE t.updated_at > provider_links.tried_at))
