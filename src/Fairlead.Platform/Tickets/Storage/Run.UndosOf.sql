SELECT id, undoes, state, planned_at, finished_at
  FROM ticket_runs WHERE undoes IN @ids AND undos > 0 AND state <> @planned ORDER BY planned_at, id
