SELECT id, configuration_id, project_id, issue_type_id, state, attempts
  FROM tickets
 WHERE connection_id = @connection AND state IN @states AND (not_before IS NULL OR not_before <= @now)
   -- A linked ticket is due only while its issue is lost and to be looked for.
   AND (state <> @created OR (presence = @lost AND not_before <= @now))
