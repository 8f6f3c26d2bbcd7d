SELECT started_at
  FROM (SELECT started_at, finished_at FROM imports WHERE started_at <= @at ORDER BY no DESC LIMIT 1) AS latest
 WHERE finished_at IS NULL OR finished_at > @at
