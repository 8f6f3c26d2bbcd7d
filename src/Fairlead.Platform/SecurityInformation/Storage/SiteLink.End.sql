-- What is done stays known: what people unlinked is theirs to link again.
DELETE FROM provider_links WHERE client_key = @clientKey AND due_at IS NOT NULL
