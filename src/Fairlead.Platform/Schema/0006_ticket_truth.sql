-- What a run left unsettled, as JSON; and what of labels and fields was last sent, so that ours can be told from people's.
ALTER TABLE ticket_runs ADD COLUMN attention $json;
ALTER TABLE tickets ADD COLUMN sent_labels $json;
ALTER TABLE tickets ADD COLUMN sent_fields $json;
