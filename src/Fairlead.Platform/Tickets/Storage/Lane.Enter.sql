INSERT INTO ticket_lanes (connection_id, epoch, held_until, reading_epoch, instance_epoch) VALUES (@connection, 1, @until, 0, @instanceEpoch)
    ON CONFLICT (connection_id) DO UPDATE
   SET epoch = CASE WHEN ticket_lanes.epoch > ticket_lanes.reading_epoch THEN ticket_lanes.epoch ELSE ticket_lanes.reading_epoch END + 1,
       held_until = @until
 WHERE ticket_lanes.held_until IS NULL OR ticket_lanes.held_until <= @over
RETURNING connection_id, epoch, held_until, reading_epoch, instance_epoch, pause, pause_reason, paused_at, resume_at, swept_at, reconciled_at, polled_at,
       vanished, vanished_of, proven_for, look_failures, look_tried_at
