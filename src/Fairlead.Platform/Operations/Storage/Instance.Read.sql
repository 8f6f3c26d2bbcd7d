SELECT instance_id, instance_key, epoch FROM instance WHERE id = 1
