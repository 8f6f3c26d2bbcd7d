UPDATE finding_rules
   SET enabled = @Enabled, body = @Body, since_at = @SinceAt, expires_at = @ExpiresAt, problem = @Problem, revision = @Revision, updated_at = @UpdatedAt
 WHERE id = @Id AND revision = @Revision - 1
