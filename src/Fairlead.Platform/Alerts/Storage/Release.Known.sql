SELECT alert_id, trigger_id FROM alert_releases WHERE alert_id IN @alerts
