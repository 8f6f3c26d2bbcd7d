UPDATE troubles SET told_at = @ToldAt, message = @Message, seen_at = @SeenAt
 WHERE code = @Code AND about = @About AND node = @Node AND began_at = @BeganAt AND told_at IS NULL
