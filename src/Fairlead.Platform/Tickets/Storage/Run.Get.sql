SELECT id, configuration_id, connection_id, revision, state, creates, updates, transitions, comments, undos, undoes, jira_calls, planned_at, finished_at, attention, due, caught_up
  FROM ticket_runs WHERE id = @id
