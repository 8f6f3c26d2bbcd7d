INSERT INTO outbound_calls (at, connection_id, method, path_template, status, duration_microseconds, attempt, outcome, cause,
                            retry_after_milliseconds, limit_total, limit_remaining, limit_reason)
VALUES (@At, @ConnectionId, @Method, @PathTemplate, @Status, @DurationMicroseconds, @Attempt, @Outcome, @Cause,
        @RetryAfterMilliseconds, @LimitTotal, @LimitRemaining, @LimitReason)
