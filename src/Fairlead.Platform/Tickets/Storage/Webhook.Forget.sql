DELETE FROM webhook_events WHERE (heard_at IS NOT NULL AND received_at < @before) OR received_at < @unheardBefore
