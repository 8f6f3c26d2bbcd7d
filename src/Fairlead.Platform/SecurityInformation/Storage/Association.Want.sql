-- What cannot be linked, cannot either because it is said again: its pause goes on, unless it is another matter by now.
INSERT INTO security_associations (provider_no, vulnerability_id, issue, wanted, due_at)
VALUES (@no, @vulnerabilityId, @issue, @wanted, @now)
    ON CONFLICT (provider_no, vulnerability_id, issue) DO UPDATE SET
        due_at = CASE WHEN @anew = 0 AND security_associations.wanted = excluded.wanted AND security_associations.tries > 0 THEN security_associations.due_at ELSE excluded.due_at END,
        tries = CASE WHEN @anew = 0 AND security_associations.wanted = excluded.wanted THEN security_associations.tries ELSE 0 END,
        problem = CASE WHEN @anew = 0 AND security_associations.wanted = excluded.wanted THEN security_associations.problem ELSE NULL END,
        wanted = excluded.wanted
