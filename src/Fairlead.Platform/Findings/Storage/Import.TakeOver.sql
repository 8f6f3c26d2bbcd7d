UPDATE imports SET owner = @owner WHERE no = @no
