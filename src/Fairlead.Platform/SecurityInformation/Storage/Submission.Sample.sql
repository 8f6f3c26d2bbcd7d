-- One of each of the last calls stands for all of it.
SELECT finding_id, sequence
  FROM (SELECT finding_id, sequence, row_number() OVER (PARTITION BY sequence ORDER BY finding_id) AS place
          FROM provider_submissions
         WHERE client_key = @clientKey AND installation = @installation AND digest IS NOT NULL AND problem IS NULL) AS ranked
 WHERE place = 1
 ORDER BY sequence DESC LIMIT @limit
