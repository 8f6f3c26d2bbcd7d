-- Those that another transaction changes at the moment it makes due by itself; waited for, the two could wait for each other.
UPDATE provider_links SET due_at = @now
 WHERE ctid IN (SELECT ctid FROM provider_links WHERE problem IS NOT NULL AND due_at > @now FOR UPDATE SKIP LOCKED)
