DELETE FROM secret_scan_skips WHERE NOT EXISTS (SELECT 1 FROM secret_scans s WHERE s.id = secret_scan_skips.scan_id)
