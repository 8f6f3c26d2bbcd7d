DELETE FROM alert_releases WHERE trigger_id = @id
