-- The site has a higher number than is noted, as after a restore. Not where another server noted one meanwhile.
UPDATE provider_sites SET sequence = CASE WHEN sequence < @number THEN @number ELSE sequence END, compared = NULL
 WHERE client_key = @clientKey AND installation = @installation
   AND EXISTS (SELECT 1 FROM provider_submissions WHERE client_key = @clientKey AND finding_id = @finding AND sequence = @sequence)
