-- Some of each provider stand for all.
SELECT provider_no, name, vulnerability_id, issue, problem, failed
  FROM (SELECT p.name, a.provider_no, a.vulnerability_id, a.issue, a.problem,
               row_number() OVER (PARTITION BY a.provider_no ORDER BY a.vulnerability_id, a.issue) AS place,
               count(*) OVER (PARTITION BY a.provider_no) AS failed
          FROM security_associations a JOIN security_providers p ON p.no = a.provider_no
         WHERE a.problem IS NOT NULL) AS ranked
 WHERE place <= @most
 ORDER BY name, provider_no, place
