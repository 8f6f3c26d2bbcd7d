SELECT state, presence, parked, status_category, count(*) AS number
  FROM (SELECT state, presence, status_category, CASE WHEN state IN (1, 4) AND /*isParked*/ THEN 1 ELSE 0 END AS parked
          FROM tickets
         WHERE 1 = 1 /*where*/) AS t
 GROUP BY state, presence, parked, status_category
