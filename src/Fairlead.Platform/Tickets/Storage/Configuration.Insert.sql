INSERT INTO ticket_configurations (id, name, name_key, connection_id, enabled, automatic, revision, body, created_at, updated_at)
VALUES (@Id, @Name, @NameKey, @ConnectionId, @Enabled, @Automatic, @Revision, @Body, @CreatedAt, @UpdatedAt)
    ON CONFLICT (name_key) DO NOTHING
