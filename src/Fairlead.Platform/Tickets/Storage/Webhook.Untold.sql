-- The first of them counts until a webhook comes: one that comes a moment after its change was found by a look is not late.
UPDATE webhook_intakes SET untold_at = @at
 WHERE connection_id = @connection AND last_received_at < @since AND (untold_at IS NULL OR untold_at <= last_received_at)
