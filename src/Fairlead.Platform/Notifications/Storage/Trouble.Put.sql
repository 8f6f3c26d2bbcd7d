INSERT INTO troubles (code, about, message, began_at, told_at, gone_at)
VALUES (@Code, @About, @Message, @BeganAt, @ToldAt, @GoneAt)
    ON CONFLICT (code, about) DO UPDATE SET message = excluded.message, gone_at = excluded.gone_at
