SELECT number FROM events WHERE kind NOT LIKE 'jira.%' ORDER BY number DESC LIMIT 1
