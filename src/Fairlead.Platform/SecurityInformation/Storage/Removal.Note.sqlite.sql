-- What Findings was never told of is gone without a trace.
INSERT INTO security_removals (provider_no, vulnerability_id, container_id, body, property_set_no, revision)
SELECT v.provider_no, v.vulnerability_id, v.container_id, v.body, v.property_set_no, p.revision
  FROM security_vulnerabilities v JOIN security_providers p ON p.no = v.provider_no
 WHERE v.provider_no = @providerNo AND v.vulnerability_id IN @ids AND v.container_revision <= p.reading
    ON CONFLICT (provider_no, vulnerability_id, container_id) DO UPDATE SET
        body = excluded.body, property_set_no = excluded.property_set_no, revision = excluded.revision
