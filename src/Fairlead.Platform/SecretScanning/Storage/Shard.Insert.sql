INSERT INTO secret_shards (scan_id, no, issues, reached, claimed_by, claimed_until)
VALUES (@id, @no, @issues, 0, @owner, @until)
