INSERT INTO secret_access (connection_id, kind, name) VALUES (@connection, @kind, @name)
