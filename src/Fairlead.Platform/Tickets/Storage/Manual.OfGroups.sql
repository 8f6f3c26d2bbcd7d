SELECT group_key, summary, description, priority_id, priority, assignee_id
  FROM manual_tickets WHERE configuration_id = @configuration AND group_key IN @keys
