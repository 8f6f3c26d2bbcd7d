-- What was asked for meanwhile begins anew.
UPDATE provider_sites SET seen_no = @seenNo, whole_no = @wholeNo
 WHERE client_key = @clientKey AND installation = @installation AND claimed_by IS NOT DISTINCT FROM @owner
