UPDATE connections
   SET health = @health, cause = @cause, health_detail = @detail, account = coalesce(@account, account), checked_at = @at
 WHERE id = @id
