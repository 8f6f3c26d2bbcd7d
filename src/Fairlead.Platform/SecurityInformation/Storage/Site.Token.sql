-- What waited for a token goes on. Nothing is kept for an installation that ended meanwhile.
UPDATE provider_sites
   SET due_at = CASE WHEN token_until > @now THEN due_at END, token_until = @until
 WHERE client_key = @clientKey AND forge_installation = @id AND state <> 3
