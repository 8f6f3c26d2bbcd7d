SELECT id, group_key, generation, state, issue_key, presence, status_category, sent_hash, held_hash, done_at, frozen_until
  FROM tickets WHERE configuration_id = @configuration
