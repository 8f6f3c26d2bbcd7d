-- What was sent in an earlier installation is to be sent again: whether Jira has it still is not told.
SELECT finding_id, sequence, unanswered, CASE WHEN installation = @installation THEN digest END AS digest, issues,
       CASE WHEN installation = @installation THEN unknown_issues ELSE '' END AS unknown_issues, CASE WHEN installation = @installation THEN due_at END AS due_at
  FROM provider_submissions WHERE client_key = @clientKey AND finding_id IN @ids
