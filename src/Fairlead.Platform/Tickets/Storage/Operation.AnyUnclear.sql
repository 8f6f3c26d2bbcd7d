SELECT 1 FROM ticket_operations WHERE run_id = @run AND outcome = @uncertain AND kind <> @create LIMIT 1
