-- All is sent again by an installation of which nothing was sent.
UPDATE provider_sites SET asked = 1, compared = NULL, due_at = NULL, installation = installation + @more
 WHERE client_key = @clientKey AND state = 1
