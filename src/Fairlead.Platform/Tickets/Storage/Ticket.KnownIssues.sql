SELECT issue_id FROM tickets WHERE connection_id = @connection AND issue_id IN @ids
UNION ALL
SELECT issue_id FROM ticket_strays WHERE connection_id = @connection AND issue_id IN @ids
