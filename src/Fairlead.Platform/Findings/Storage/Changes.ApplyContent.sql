UPDATE findings
   SET identity_version = c.identity_version,
       kind = c.kind,
       reported_severity = c.reported_severity,
       severity = COALESCE(findings.severity_override, c.reported_severity),
       rule_id = c.rule_id,
       title = c.title,
       description = c.description,
       asset = c.asset,
       location = c.location,
       start_line = c.start_line,
       package = c.package,
       package_version = c.package_version,
       fixed_version = c.fixed_version,
       vulnerability_ids = c.vulnerability_ids,
       exploit_maturity = c.exploit_maturity,
       url = c.url,
       labels = c.labels,
       search_text = c.search_text,
       detail = c.detail,
       content_hash = c.content_hash
  FROM import_changes c
 WHERE c.import_no = @importNo AND c.seq <= @last AND c.title IS NOT NULL
   AND findings.no = c.finding_no
