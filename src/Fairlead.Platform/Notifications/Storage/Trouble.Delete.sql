-- Only as it was read: another node may have seen it stand again, or told of it.
DELETE FROM troubles
 WHERE code = @Code AND about = @About AND node = @Node AND began_at = @BeganAt
   AND told_at IS NOT DISTINCT FROM @ToldAt AND gone_at IS NOT DISTINCT FROM @GoneAt AND seen_at IS NOT DISTINCT FROM @SeenAt
