SELECT scan_id, cause, places FROM secret_scan_skips WHERE scan_id IN @scans ORDER BY cause
