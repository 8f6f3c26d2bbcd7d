INSERT INTO ticket_lanes (connection_id, epoch, reading_epoch, reading_until, instance_epoch) VALUES (@connection, 0, 1, @until, @instanceEpoch)
    ON CONFLICT (connection_id) DO UPDATE
   SET reading_epoch = CASE WHEN ticket_lanes.epoch > ticket_lanes.reading_epoch THEN ticket_lanes.epoch ELSE ticket_lanes.reading_epoch END + 1,
       reading_until = @until
 WHERE ticket_lanes.reading_until IS NULL OR ticket_lanes.reading_until <= @over
RETURNING connection_id, epoch, held_until, reading_epoch, instance_epoch, pause, pause_reason, paused_at, resume_at, swept_at, reconciled_at, polled_at,
       vanished, vanished_of, proven_for, look_failures, look_tried_at
