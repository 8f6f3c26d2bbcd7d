-- What people say is part of what is submitted.
UPDATE provider_sites SET compared = NULL WHERE client_key = @clientKey
