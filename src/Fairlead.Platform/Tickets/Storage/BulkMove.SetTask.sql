UPDATE ticket_bulk_moves SET task_id = @task WHERE id = @id
