-- What was asked for while it was done is still to be done, and at once.
UPDATE provider_sites
   SET compared = CASE WHEN asked = @asked THEN @compared END, asked = CASE WHEN asked = @asked AND @problem IS NULL THEN 0 ELSE asked END, problem = @problem,
       due_at = CASE WHEN asked = @asked THEN @due ELSE due_at END,
       filled_installation = CASE WHEN @isFilled = 1 THEN installation ELSE filled_installation END
 WHERE client_key = @clientKey AND installation = @installation AND claimed_by IS NOT DISTINCT FROM @owner
