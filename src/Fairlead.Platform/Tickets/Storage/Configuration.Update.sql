UPDATE ticket_configurations
   SET name = @Name, name_key = @NameKey, connection_id = @ConnectionId, enabled = @Enabled, automatic = @Automatic,
       revision = @Revision, body = @Body, updated_at = @UpdatedAt, deleted_at = NULL
 WHERE id = @Id AND revision = @Revision - 1
