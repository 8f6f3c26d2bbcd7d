-- The origin is set right after: a new scope's own number is not known before.
INSERT INTO scopes (id, key, asset, scanner, branch, report_kind, origin_no, next_ordinal, live, open, items)
VALUES (@id, @key, @asset, @scanner, @branch, @reportKind, 0, 0, 0, 0, 0)
    ON CONFLICT (key) DO NOTHING
