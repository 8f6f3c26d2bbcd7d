INSERT INTO webhook_events (connection_id, delivery, issue_id, kind, received_at)
VALUES (@ConnectionId, @Delivery, @IssueId, @Kind, @ReceivedAt)
    ON CONFLICT (connection_id, delivery) DO NOTHING
