UPDATE ticket_runs SET jira_calls = jira_calls + @calls WHERE id = @id
