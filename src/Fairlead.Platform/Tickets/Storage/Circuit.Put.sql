INSERT INTO ticket_circuits (connection_id, project_id, issue_type_id, rung, opened_at, probe_at, reason)
VALUES (@ConnectionId, @ProjectId, @IssueTypeId, @Rung, @OpenedAt, @ProbeAt, @Reason)
    ON CONFLICT (connection_id, project_id, issue_type_id)
    DO UPDATE SET rung = excluded.rung, opened_at = excluded.opened_at, probe_at = excluded.probe_at, reason = excluded.reason
