UPDATE activity_head SET number = @Number, hash = @Hash WHERE id = 1
