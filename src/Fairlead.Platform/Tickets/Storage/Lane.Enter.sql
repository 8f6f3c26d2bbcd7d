INSERT INTO ticket_lanes (connection_id, epoch, instance_epoch) VALUES (@connection, 1, @instanceEpoch)
    ON CONFLICT (connection_id) DO UPDATE SET epoch = ticket_lanes.epoch + 1
RETURNING connection_id, epoch, instance_epoch, pause, pause_reason, paused_at, resume_at, swept_at, reconciled_at, polled_at, vanished, vanished_of
