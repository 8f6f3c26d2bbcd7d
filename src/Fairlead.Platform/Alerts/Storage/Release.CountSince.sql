SELECT count(*) FROM alert_releases WHERE trigger_id = @trigger AND released_at >= @since
