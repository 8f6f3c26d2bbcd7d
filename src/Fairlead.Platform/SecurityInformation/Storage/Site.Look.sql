-- What people say is part of what is submitted, and they look whether it is there.
UPDATE provider_sites SET asked = asked + 1, compared = NULL WHERE client_key = @clientKey
