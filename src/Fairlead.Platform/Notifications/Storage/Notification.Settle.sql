UPDATE notifications SET state = @state, due_at = @dueAt, problem = @problem, settled_at = @settledAt, pending = @pending, lost = @lost,
       absent_at = @absentAt
 WHERE id = @id AND state = 1
