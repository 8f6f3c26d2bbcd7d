-- What is given back is sent by the next run, whatever was refused or undone before.
UPDATE tickets SET kept_fields = @keptFields, sent_hash = NULL, held_hash = NULL, undone_hash = NULL, updated_at = @now WHERE id = @id
