-- What cannot be done concerns nobody once its vulnerability is gone; the next look forgets it.
UPDATE security_associations SET problem = NULL, tries = 0, due_at = (SELECT p.written_at FROM security_providers p WHERE p.no = @providerNo)
 WHERE provider_no = @providerNo AND problem IS NOT NULL AND NOT EXISTS (SELECT 1 FROM security_workspaces w WHERE w.provider_no = @providerNo)
