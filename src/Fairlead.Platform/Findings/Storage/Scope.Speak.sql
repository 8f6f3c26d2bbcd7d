INSERT INTO import_scopes (import_no, scope_no) VALUES (@importNo, @scopeNo) ON CONFLICT (import_no, scope_no) DO NOTHING
