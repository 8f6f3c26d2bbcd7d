INSERT INTO connection_credentials (connection_id, slot, kind, user_name, reference, set_at, expires_at)
VALUES (@ConnectionId, @Slot, @Kind, @UserName, @Reference, @SetAt, @ExpiresAt)
    ON CONFLICT (connection_id, slot) DO UPDATE
   SET kind = excluded.kind, user_name = excluded.user_name, reference = excluded.reference, set_at = excluded.set_at,
       expires_at = excluded.expires_at, refused_at = NULL, refusals = 0
