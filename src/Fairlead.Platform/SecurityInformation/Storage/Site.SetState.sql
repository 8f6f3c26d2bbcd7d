-- Only the installation of which it is told ends, and only by what was signed after the last word that counted.
UPDATE provider_sites SET state = @state, changed_at = @now, told_at = @signedAt, compared = NULL, whole = NULL, problem = NULL, due_at = NULL
 WHERE client_key = @clientKey AND state <> @state AND state <> 3
   AND (forge_installation IS NULL OR forge_installation = @forgeInstallation)
   AND (told_at IS NULL OR told_at < @signedAt OR (told_at = @signedAt AND @isNew = 1))
