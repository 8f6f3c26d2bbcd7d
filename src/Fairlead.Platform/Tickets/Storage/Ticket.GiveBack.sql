-- What is given back is sent by the next run.
UPDATE tickets SET kept_fields = @keptFields, sent_hash = NULL, updated_at = @now WHERE id = @id
