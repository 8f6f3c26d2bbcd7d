UPDATE ticket_runs SET state = @state, jira_calls = jira_calls + @calls, finished_at = @finishedAt WHERE id = @id
