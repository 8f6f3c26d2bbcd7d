SELECT pg_advisory_unlock(7215004, hashtext(current_schema()))
