-- Nothing refers to a discarded import; a client that fails for ever must not fill the table.
DELETE FROM imports
 WHERE state = 4
   AND no < (SELECT COALESCE(min(no), 0) FROM (SELECT no FROM imports WHERE state = 4 ORDER BY no DESC LIMIT @keep) AS t)
