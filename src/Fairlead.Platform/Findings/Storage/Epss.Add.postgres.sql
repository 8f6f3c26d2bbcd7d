INSERT INTO epss_scores (cve, score, percentile)
SELECT r."Cve", r."Score", r."Percentile"
  FROM jsonb_to_recordset(@rows) AS r("Cve" bigint, "Score" double precision, "Percentile" double precision)
