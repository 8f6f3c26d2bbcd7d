-- As it was told: what is written meanwhile is told next.
UPDATE security_vulnerabilities SET problem = @problem
 WHERE provider_no = @no AND vulnerability_id = @vulnerabilityId AND revision <= @upto
