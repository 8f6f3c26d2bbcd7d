UPDATE secret_reports
   SET asset = @asset
 WHERE connection_id = @connection AND project_id = @projectId AND asset IS NULL
   AND NOT EXISTS (SELECT 1 FROM secret_reports other WHERE other.asset = @asset)
