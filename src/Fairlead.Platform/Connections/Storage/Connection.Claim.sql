-- Whoever moves it on tests it; another node that read it at the same time finds it moved.
UPDATE connections SET probed_at = @at
 WHERE id = @id AND revision = @revision AND probed_at IS NOT DISTINCT FROM @read
