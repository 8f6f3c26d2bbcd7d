UPDATE alert_triggers SET ran_at = @ranAt, repeated_at = @repeatedAt, held_told = @heldTold WHERE id = @id
