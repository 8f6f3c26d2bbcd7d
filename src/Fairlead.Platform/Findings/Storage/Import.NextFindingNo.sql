SELECT COALESCE(max(no), 0) + 1 FROM findings
