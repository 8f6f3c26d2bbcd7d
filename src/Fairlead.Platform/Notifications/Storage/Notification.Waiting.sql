-- Only a message that was sent has a problem; those put off with it have none.
SELECT receiver_id, COUNT(*) AS messages, MIN(due_at) AS next_at, MAX(problem) AS problem
  FROM notifications
 WHERE state = 1
 GROUP BY receiver_id
