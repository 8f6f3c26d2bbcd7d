SELECT id, configuration_id, connection_id, revision, state, creates, updates, transitions, comments, undos, undoes, jira_calls, planned_at, finished_at, attention, due, caught_up
  FROM ticket_runs
 WHERE (planned_at, id) < (@beforeAt, @beforeId) AND creates + updates + transitions + comments + undos > 0 AND (undoes IS NULL OR state <> @planned) /*where*/
 ORDER BY planned_at DESC, id DESC
 LIMIT @size
