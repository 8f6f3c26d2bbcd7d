SELECT cve, maturity FROM exploit_maturities ORDER BY cve
