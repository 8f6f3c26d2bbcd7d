DELETE FROM alert_releases WHERE trigger_id = @id AND released_at IS NULL
