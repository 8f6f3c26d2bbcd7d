INSERT INTO comment_effects (id, ticket_id, configuration_id, connection_id, issue_key, comment_id, author, comment_text, rule, pattern, status, severity,
       until_at, problem, changes, findings, made_at)
VALUES (@Id, @TicketId, @ConfigurationId, @ConnectionId, @IssueKey, @CommentId, @Author, @CommentText, @Rule, @Pattern, @Status, @Severity,
       @UntilAt, @Problem, @Changes, @Findings, @MadeAt)
