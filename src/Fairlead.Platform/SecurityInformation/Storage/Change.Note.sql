INSERT INTO provider_changes (client_key, finding_id) VALUES (@clientKey, @finding)
