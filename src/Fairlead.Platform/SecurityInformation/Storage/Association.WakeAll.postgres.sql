-- Those that another transaction changes at the moment it makes due by itself; waited for, the two could wait for each other.
UPDATE security_associations SET due_at = @now
 WHERE ctid IN (SELECT ctid FROM security_associations WHERE problem IS NOT NULL AND due_at > @now FOR UPDATE SKIP LOCKED)
