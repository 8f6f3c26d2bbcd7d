SELECT id, name, base_url, edition, cloud_id, is_enabled, active_slot, health, cause, health_detail, checked_at, probed_at, account, site,
       site_since, site_seen_at, clock_ahead_ms, other_site, created_at, revision
  FROM connections
 WHERE id = @id
