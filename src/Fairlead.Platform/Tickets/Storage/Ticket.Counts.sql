SELECT configuration_id, COUNT(DISTINCT group_key) AS tickets FROM tickets GROUP BY configuration_id
