SELECT state, presence, parked, status_category, count(*) AS number
  FROM (SELECT state, presence, status_category,
               CASE WHEN state IN (1, 4) AND EXISTS (
                   SELECT 1 FROM ticket_circuits c
                    WHERE c.connection_id = tickets.connection_id AND c.project_id = tickets.project_id
                      AND c.issue_type_id = tickets.issue_type_id AND c.opened_at IS NOT NULL) THEN 1 ELSE 0 END AS parked
          FROM tickets
         WHERE 1 = 1 /*where*/) AS t
 GROUP BY state, presence, parked, status_category
