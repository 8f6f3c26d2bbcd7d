UPDATE secret_scans
   SET state = 2, issues = issues + @issues, texts = texts + @texts, bytes = bytes + @bytes, matches = matches + @matches, attachments = attachments + @attachments,
       rules_version = COALESCE(rules_version, @rulesVersion)
 WHERE id = @id AND state IN (1, 2)
