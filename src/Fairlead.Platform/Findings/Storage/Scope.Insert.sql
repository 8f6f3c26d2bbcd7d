INSERT INTO scopes (id, key, asset, scanner, branch, report_kind, next_ordinal, live, open, items)
VALUES (@id, @key, @asset, @scanner, @branch, @reportKind, 0, 0, 0, 0)
    ON CONFLICT (key) DO NOTHING
