UPDATE security_associations SET due_at = @now WHERE problem IS NOT NULL AND due_at > @now
