-- The end of the next portion of staged changes; 0 where none is left.
SELECT COALESCE(max(seq), 0) FROM (SELECT seq FROM import_changes WHERE import_no = @importNo ORDER BY seq LIMIT @limit) AS t
