DELETE FROM connection_credentials
 WHERE connection_id = @id
