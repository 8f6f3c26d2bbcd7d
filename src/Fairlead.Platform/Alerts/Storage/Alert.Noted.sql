-- Unless it came again since it was read.
UPDATE alerts SET is_news = @isNews WHERE id = @id AND seen = @seen
