UPDATE provider_links SET due_at = @now WHERE problem IS NOT NULL AND due_at > @now
