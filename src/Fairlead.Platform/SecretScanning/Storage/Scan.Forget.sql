DELETE FROM secret_scans WHERE state IN (3, 4) AND issue_key IS NOT NULL AND finished_at < @before
