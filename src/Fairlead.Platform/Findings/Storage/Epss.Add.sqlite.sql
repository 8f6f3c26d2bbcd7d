INSERT INTO epss_scores (cve, score, percentile)
SELECT value ->> 'Cve', value ->> 'Score', value ->> 'Percentile'
  FROM json_each(@rows)
