-- Findings of an import that is on its way have numbers, too, and are seen once it is decided. One import is at a time.
SELECT COALESCE((SELECT min(first_finding_no) FROM imports WHERE state = 1), 9223372036854775807)
