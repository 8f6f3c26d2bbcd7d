-- One that has the app is forgotten when that is uninstalled, or when somebody says so.
DELETE FROM provider_sites WHERE client_key = @clientKey AND (state IN (3, 4) OR @installed = 1)
