SELECT COALESCE(max(no), 0)
  FROM (SELECT no FROM findings WHERE first_import_no = @importNo AND no >= @from ORDER BY no LIMIT @limit) AS t
