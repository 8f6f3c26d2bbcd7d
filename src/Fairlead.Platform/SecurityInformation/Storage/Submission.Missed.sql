UPDATE provider_submissions
   SET missed = missed + 1, digest = CASE WHEN missed < @most THEN NULL ELSE digest END,
       problem = CASE WHEN missed < @most THEN NULL ELSE @problem END, due_at = CASE WHEN missed < @most THEN NULL ELSE @due END
 WHERE client_key = @clientKey AND installation = @installation AND sequence = @sequence AND problem IS NULL
