-- Takes the row's lock, and finds out whether the import still is ours.
UPDATE imports SET owner = owner WHERE no = @no AND owner = @owner AND state = @state
