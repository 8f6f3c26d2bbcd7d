UPDATE security_providers
   SET problem = @problem, claimed_by = NULL, claimed_until = @until
 WHERE no = @no AND claimed_by = @owner
