INSERT INTO secret_scan_skips (scan_id, cause, places)
VALUES (@id, @cause, @places)
    ON CONFLICT (scan_id, cause) DO UPDATE SET places = secret_scan_skips.places + excluded.places
