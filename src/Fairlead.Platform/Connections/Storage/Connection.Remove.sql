DELETE FROM connections
 WHERE id = @id
