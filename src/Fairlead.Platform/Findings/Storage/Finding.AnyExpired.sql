SELECT no FROM findings WHERE decision_expires_at <= @now LIMIT 1
