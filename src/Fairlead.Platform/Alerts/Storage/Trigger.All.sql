SELECT id, name, name_key, enabled, body, threat_level, revision, ran_at, repeated_at, held_told, problem, created_at, updated_at
  FROM alert_triggers
 WHERE name_key IS NOT NULL
 ORDER BY name_key
