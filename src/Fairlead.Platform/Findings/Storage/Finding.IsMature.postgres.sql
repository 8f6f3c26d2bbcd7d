(f.exploit_maturity >= @exploitMaturity
    OR EXISTS (
        SELECT 1
          FROM unnest(string_to_array(f.vulnerability_ids, chr(10))) v(id)
         WHERE CASE WHEN v.id ~* '^CVE-[0-9]{4}-[0-9]{4,10}$'
                    THEN CAST(substr(v.id, 5, 4) AS bigint) * 10000000000 + CAST(substr(v.id, 10) AS bigint)
                END IN (
               SELECT m.cve FROM exploit_maturities m WHERE m.maturity >= @exploitMaturity
                UNION ALL
               SELECT k.cve FROM kev_entries k)))
