INSERT INTO ticket_runs (id, configuration_id, connection_id, revision, state, creates, updates, transitions, comments, undos, undoes, jira_calls, planned_at, finished_at, attention, due)
VALUES (@Id, @ConfigurationId, @ConnectionId, @Revision, @State, @Creates, @Updates, @Transitions, @Comments, @Undos, @Undoes, 0, @PlannedAt, @FinishedAt, @Attention, @Due)
