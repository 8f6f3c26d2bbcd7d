SELECT connection_id, epoch, held_until, reading_epoch, instance_epoch, pause, pause_reason, paused_at, resume_at, swept_at, reconciled_at, polled_at,
       vanished, vanished_of, proven_for, look_failures, look_tried_at
  FROM ticket_lanes WHERE pause IN @causes
