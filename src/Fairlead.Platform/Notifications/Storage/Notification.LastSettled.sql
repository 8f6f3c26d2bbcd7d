-- Of each receiver the message that was settled last, read from the end of its index.
SELECT n.*
  FROM receivers r
  JOIN notifications n ON n.id = (SELECT l.id FROM notifications l
                                   WHERE l.receiver_id = r.id AND l.settled_at IS NOT NULL
                                   ORDER BY l.settled_at DESC, l.id DESC
                                   LIMIT 1)
