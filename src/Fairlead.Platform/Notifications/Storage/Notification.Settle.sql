UPDATE notifications SET state = @state, due_at = @dueAt, problem = @problem, settled_at = @settledAt
 WHERE id = @id AND state = 1
