SELECT cve, due_on, ransomware FROM kev_entries
