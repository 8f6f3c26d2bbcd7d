UPDATE connections
   SET site = @Known, site_since = @Since, site_seen_at = @SeenAt, clock_ahead_ms = @ahead, other_site = @Other
 WHERE id = @id AND coalesce(site, '') = @before AND revision = @revision
