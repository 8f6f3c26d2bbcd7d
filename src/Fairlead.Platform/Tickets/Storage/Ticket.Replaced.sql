SELECT count(*) FROM tickets WHERE id = @id AND /*replaced*/
