UPDATE security_providers SET reported = @upto, problem = NULL WHERE no = @no AND claimed_by = @owner AND reported < @upto
