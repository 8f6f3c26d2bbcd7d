UPDATE tickets
   SET state = @state, not_before = NULL, reason = NULL, held_hash = NULL, project_id = @projectId, issue_type_id = @issueTypeId, parent_id = @parentId,
       group_label = @groupLabel, group_hash = @groupHash, findings = @findings, severity = @severity,
       updated_at = @now
 WHERE id = @id AND state IN @unmade AND undos = @undos
