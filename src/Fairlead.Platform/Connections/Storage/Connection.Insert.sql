INSERT INTO connections (id, name, name_key, base_url, edition, cloud_id, is_enabled, active_slot, health, created_at, revision)
VALUES (@Id, @Name, @NameKey, @BaseUrl, @Edition, @CloudId, @IsEnabled, @ActiveSlot, @Health, @CreatedAt, @Revision)
    ON CONFLICT (name_key) DO NOTHING
