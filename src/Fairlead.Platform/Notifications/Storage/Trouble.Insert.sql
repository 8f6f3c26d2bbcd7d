INSERT INTO troubles (code, about, node, message, began_at, told_at, gone_at, seen_at)
VALUES (@Code, @About, @Node, @Message, @BeganAt, @ToldAt, @GoneAt, @SeenAt)
    ON CONFLICT (code, about, node) DO NOTHING
