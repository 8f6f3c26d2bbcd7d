(f.exploit_maturity >= @exploitMaturity
    OR EXISTS (
        SELECT 1
          FROM json_each('[' || replace(json_quote(replace(f.vulnerability_ids, '\', '/')), '\n', '","') || ']') v
         WHERE v.value LIKE 'CVE-____-____%' AND length(v.value) <= 19
           AND substr(v.value, 5, 4) NOT GLOB '*[^0-9]*' AND substr(v.value, 10) NOT GLOB '*[^0-9]*'
           AND CAST(substr(v.value, 5, 4) AS integer) * 10000000000 + CAST(substr(v.value, 10) AS integer) IN (
               SELECT m.cve FROM exploit_maturities m WHERE m.maturity >= @exploitMaturity
                UNION ALL
               SELECT k.cve FROM kev_entries k)))
