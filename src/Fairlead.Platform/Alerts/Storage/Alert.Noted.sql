-- Unless it came again since it was read, or somebody else has noted it.
UPDATE alerts SET is_news = false WHERE id = @id AND seen = @seen AND is_news
