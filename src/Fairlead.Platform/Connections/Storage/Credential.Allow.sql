-- Not of one that was replaced since it was read.
UPDATE connection_credentials SET refused_at = NULL, refusals = 0
 WHERE connection_id = @id AND slot = @slot AND set_at = @setAt
