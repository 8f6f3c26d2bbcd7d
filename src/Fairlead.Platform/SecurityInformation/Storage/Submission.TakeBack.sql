-- It is there again: it is sent, whatever it was before.
UPDATE provider_submissions SET withdrawn = 0, digest = NULL, due_at = NULL WHERE client_key = @clientKey AND finding_id IN @ids
