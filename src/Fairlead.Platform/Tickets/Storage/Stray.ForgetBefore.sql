DELETE FROM ticket_strays WHERE connection_id = @connection AND noted_at < @since
