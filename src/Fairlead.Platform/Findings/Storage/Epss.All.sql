SELECT cve, score, percentile FROM epss_scores ORDER BY cve
