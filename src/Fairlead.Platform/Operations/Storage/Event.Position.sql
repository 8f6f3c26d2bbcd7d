SELECT number FROM event_readers WHERE reader = @reader
