SELECT connection_id, project_id, project_key, is_on, since, set_by
  FROM secret_notice_settings
 ORDER BY connection_id, project_key
