INSERT INTO instance (id, instance_id, instance_key, epoch, created_at)
VALUES (1, @InstanceId, @InstanceKey, 1, @CreatedAt)
    ON CONFLICT (id) DO NOTHING
