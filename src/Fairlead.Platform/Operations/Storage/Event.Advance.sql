INSERT INTO event_readers (reader, number) VALUES (@reader, @number)
    ON CONFLICT (reader) DO UPDATE SET number = excluded.number WHERE event_readers.number < excluded.number
