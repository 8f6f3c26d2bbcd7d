INSERT INTO manual_tickets (configuration_id, group_key, summary, description, priority_id, priority, assignee_id)
VALUES (@configuration, @groupKey, @summary, @description, @priorityId, @priority, @assigneeId)
