INSERT INTO ticket_bulk_moves (id, connection_id, configuration_id, tickets, begun_at)
SELECT @Id, @ConnectionId, @ConfigurationId, @Tickets, @BegunAt
 WHERE EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @ConnectionId AND epoch = @epoch)
