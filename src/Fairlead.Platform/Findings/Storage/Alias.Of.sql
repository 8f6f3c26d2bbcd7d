SELECT fingerprint, finding_fingerprint FROM finding_aliases WHERE fingerprint IN @fingerprints
