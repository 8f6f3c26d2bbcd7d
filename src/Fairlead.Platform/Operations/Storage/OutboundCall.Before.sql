SELECT number, at, connection_id, method, path_template, status, duration_microseconds, attempt, outcome, cause,
       retry_after_milliseconds, limit_total, limit_remaining, limit_reason
  FROM outbound_calls
 WHERE number < @before
 ORDER BY number DESC
 LIMIT @limit
