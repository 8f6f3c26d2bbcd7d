SELECT fingerprint FROM alerts WHERE fingerprint IN @fingerprints
