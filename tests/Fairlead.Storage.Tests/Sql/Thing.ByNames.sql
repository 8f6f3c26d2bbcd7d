SELECT id, no, name, made_at, maybe_at, detail, digest, is_open FROM things WHERE name IN @names AND name NOT IN @others ORDER BY no
