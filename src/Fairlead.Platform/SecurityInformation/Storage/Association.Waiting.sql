SELECT no FROM security_providers p
 WHERE EXISTS (SELECT 1 FROM security_associations a WHERE a.provider_no = p.no AND a.due_at <= @now)
 ORDER BY no
