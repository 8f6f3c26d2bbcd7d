SELECT count(*) FROM (SELECT 1 FROM finding_aliases LIMIT 1) AS t
