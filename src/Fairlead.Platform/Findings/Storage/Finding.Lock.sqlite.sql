SELECT f.no, f.id, f.origin_no, f.fingerprint, f.identity_version, f.kind, f.scanner, f.rule_id, f.title, f.description,
       f.reported_severity, f.severity_override, f.severity_reported, f.severity_reason, f.severity_by, f.severity_at,
       f.asset, f.location, f.start_line, f.package, f.package_version,
       f.fixed_version, f.vulnerability_ids, f.url, f.detail, f.status, f.decision_status, f.decision_reason, f.decision_by,
       f.decision_at, f.decision_expires_at, f.taken_back_at, f.accepted_seconds, f.first_seen_at, f.closed_at, f.changed_at, f.revision
  FROM findings f
 WHERE f.id IN @ids
   AND f.first_import_no NOT IN (SELECT i.no FROM imports i WHERE i.state = 1)
