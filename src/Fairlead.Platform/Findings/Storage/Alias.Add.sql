INSERT INTO finding_aliases (fingerprint, finding_fingerprint) VALUES (@alias, @finding) ON CONFLICT (fingerprint) DO NOTHING
