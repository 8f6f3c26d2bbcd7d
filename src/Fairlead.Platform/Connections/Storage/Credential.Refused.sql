-- Not of one that was replaced since it was read.
UPDATE connection_credentials SET refused_at = @at
 WHERE connection_id = @id AND slot = @slot AND set_at = @setAt
