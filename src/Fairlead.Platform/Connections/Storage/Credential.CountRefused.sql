UPDATE connection_credentials SET refusals = refusals + 1
 WHERE connection_id = @id AND slot = @slot
