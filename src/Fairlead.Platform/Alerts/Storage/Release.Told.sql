UPDATE alert_releases SET seen = @seen, released_at = CASE WHEN released_at IS NULL THEN @now ELSE released_at END
 WHERE trigger_id = @trigger AND alert_id = @alert
