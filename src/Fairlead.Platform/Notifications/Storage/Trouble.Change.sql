-- Not one that another node has told the end of: that would stand again, and nobody be told.
UPDATE troubles SET message = @Message, gone_at = @GoneAt, seen_at = @SeenAt
 WHERE code = @Code AND about = @About AND node = @Node AND began_at = @BeganAt
