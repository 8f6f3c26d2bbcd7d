DELETE FROM ticket_operations
 WHERE run_id = @run AND number IN (SELECT number FROM ticket_operations WHERE run_id = @run ORDER BY number LIMIT @size)
