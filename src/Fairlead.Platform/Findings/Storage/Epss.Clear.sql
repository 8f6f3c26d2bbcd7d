DELETE FROM epss_scores
