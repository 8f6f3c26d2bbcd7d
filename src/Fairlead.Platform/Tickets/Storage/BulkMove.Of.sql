SELECT id, connection_id, configuration_id, task_id, tickets, begun_at FROM ticket_bulk_moves WHERE connection_id = @connection ORDER BY begun_at
