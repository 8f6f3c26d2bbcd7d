-- Holds the row, so that a token that comes meanwhile is kept afterwards.
UPDATE provider_sites SET token_until = token_until WHERE client_key = @clientKey AND token_until = @until
