INSERT INTO secret_notice_settings (connection_id, project_id, project_key, is_on, since, set_by)
VALUES (@connection, @projectId, @projectKey, @isOn, @now, @by)
    ON CONFLICT (connection_id, project_id) DO UPDATE
   SET project_key = excluded.project_key, is_on = excluded.is_on, set_by = excluded.set_by,
       since = CASE WHEN secret_notice_settings.is_on = excluded.is_on THEN secret_notice_settings.since ELSE excluded.since END
