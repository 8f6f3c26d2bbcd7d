INSERT INTO exploit_maturities (cve, maturity)
SELECT value ->> 'Cve', value ->> 'Maturity'
  FROM json_each(@rows)
