DELETE FROM kev_entries
