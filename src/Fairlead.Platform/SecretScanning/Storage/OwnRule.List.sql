SELECT id, yaml, problem, changed_by, changed_at
  FROM secret_own_rules
 ORDER BY id
