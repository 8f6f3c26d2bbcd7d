-- A person's scan lists all that the account sees.
UPDATE secret_scans SET requested_by = @by WHERE id = @id AND started_at IS NULL AND requested_by = @system
