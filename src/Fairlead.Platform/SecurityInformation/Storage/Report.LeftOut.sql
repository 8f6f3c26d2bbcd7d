-- Some of each provider stand for all.
SELECT provider_no, name, vulnerability_id, problem, left_out
  FROM (SELECT p.name, v.provider_no, v.vulnerability_id, v.problem,
               row_number() OVER (PARTITION BY v.provider_no ORDER BY v.vulnerability_id) AS place,
               count(*) OVER (PARTITION BY v.provider_no) AS left_out
          FROM security_vulnerabilities v JOIN security_providers p ON p.no = v.provider_no
         WHERE v.problem IS NOT NULL) AS ranked
 WHERE place <= @most
 ORDER BY name, provider_no, place
