INSERT INTO exploit_maturities (cve, maturity)
SELECT r."Cve", r."Maturity"
  FROM jsonb_to_recordset(@rows) AS r("Cve" bigint, "Maturity" integer)
