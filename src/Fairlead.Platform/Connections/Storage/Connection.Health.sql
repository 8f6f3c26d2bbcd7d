-- Not of one that was changed since it was read: what the former address or credential showed says nothing of it.
UPDATE connections
   SET health = @health, cause = @cause, health_detail = @detail, account = coalesce(@account, account),
       checked_at = CASE WHEN @isProof THEN @at ELSE checked_at END, probed_at = CASE WHEN @isProof THEN probed_at ELSE @at END
 WHERE id = @id AND revision = @revision
