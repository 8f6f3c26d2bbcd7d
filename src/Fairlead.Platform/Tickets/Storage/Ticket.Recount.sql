UPDATE tickets SET findings = (SELECT count(*) FROM ticket_findings WHERE ticket_id = @ticket), updated_at = @now WHERE id = @ticket
