UPDATE tickets SET judged_standing = '', owed_at = @now
 WHERE id = @ticket AND judged_standing IS NOT NULL
   -- While another comment stands, it says more.
   AND NOT EXISTS (SELECT 1 FROM comment_effects WHERE ticket_id = @ticket AND comment_id NOT IN ('', 'priority') AND undone_at IS NULL AND problem IS NULL)
   -- What a person undid stays undone.
   AND NOT EXISTS (SELECT 1 FROM comment_effects e
                    WHERE e.ticket_id = @ticket AND e.comment_id = '' AND e.undone_by <> @ours
                      AND e.made_at = (SELECT MAX(made_at) FROM comment_effects WHERE ticket_id = @ticket AND comment_id = ''))
