-- Holds the rule as it was read until the transaction ends: whoever edits or deletes it waits, or went before.
UPDATE finding_rules SET revision = revision WHERE id = @id AND revision = @revision
