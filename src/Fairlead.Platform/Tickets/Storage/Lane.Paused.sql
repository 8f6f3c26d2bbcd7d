SELECT connection_id, epoch, instance_epoch, pause, pause_reason, paused_at, resume_at, swept_at, reconciled_at
  FROM ticket_lanes WHERE pause IN @causes
