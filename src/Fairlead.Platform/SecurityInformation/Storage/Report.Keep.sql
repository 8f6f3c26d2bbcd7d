UPDATE security_providers SET claimed_until = @until WHERE no = @no AND claimed_by = @owner
