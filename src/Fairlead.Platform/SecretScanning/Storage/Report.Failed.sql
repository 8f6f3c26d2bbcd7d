SELECT project_id, asset, problem FROM secret_reports WHERE problem IS NOT NULL ORDER BY asset, project_id
