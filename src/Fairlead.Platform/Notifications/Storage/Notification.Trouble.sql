-- Of each receiver the message that was settled last.
SELECT n.receiver_id, n.problem
  FROM notifications n
 WHERE n.state = 3
   AND NOT EXISTS (SELECT 1 FROM notifications later
                    WHERE later.receiver_id = n.receiver_id AND later.state <> 1
                      AND (later.settled_at > n.settled_at OR (later.settled_at = n.settled_at AND later.id > n.id)))
