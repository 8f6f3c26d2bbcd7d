INSERT INTO kev_entries (cve, due_on, ransomware)
SELECT r."Cve", r."DueOn", r."Ransomware"
  FROM jsonb_to_recordset(@rows) AS r("Cve" bigint, "DueOn" text, "Ransomware" boolean)
