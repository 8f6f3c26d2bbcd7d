INSERT INTO tickets (
    id, configuration_id, connection_id, project_id, issue_type_id, group_key, group_label, generation, marker,
    state, epoch, attempts, refusals, not_before, reason, follows, parent_id, shown_finding, linked_at, group_hash, findings, severity, undos, turn, flips, created_at, updated_at)
VALUES (
    @Id, @ConfigurationId, @ConnectionId, @ProjectId, @IssueTypeId, @GroupKey, @GroupLabel, @Generation, @Marker,
    @State, 0, 0, 0, @NotBefore, @Reason, @Follows, @ParentId, @ShownFinding, @LinkedAt, @GroupHash, @Findings, @Severity, 0, @Turn, 0, @CreatedAt, @UpdatedAt)
    ON CONFLICT (configuration_id, group_key, generation) DO NOTHING
