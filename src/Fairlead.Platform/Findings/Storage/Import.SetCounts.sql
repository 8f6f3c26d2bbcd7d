UPDATE imports SET counts = @counts WHERE no = @no
