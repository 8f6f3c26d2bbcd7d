-- One that has the app is forgotten when that is uninstalled.
DELETE FROM provider_sites WHERE client_key = @clientKey AND state IN (3, 4)
