SELECT pg_advisory_lock(7215004, hashtext(current_schema()))
