SELECT rule_id, count(*) AS findings, max(acted_at) AS last_acted_at
  FROM rule_hits
 GROUP BY rule_id
