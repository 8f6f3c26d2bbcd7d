UPDATE api_tokens SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL AND (@all OR owner_id = @owner)
