UPDATE secret_scans
   SET reached = @reached, total = @total, issues = issues + @issues, texts = texts + @texts, bytes = bytes + @bytes, matches = matches + @matches, attachments = attachments + @attachments,
       rules_version = COALESCE(rules_version, @rulesVersion),
       claimed_until = @until
 WHERE id = @id AND state = 2 AND claimed_by = @owner
