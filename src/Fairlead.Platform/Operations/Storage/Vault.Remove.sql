DELETE FROM vault WHERE address = @address
