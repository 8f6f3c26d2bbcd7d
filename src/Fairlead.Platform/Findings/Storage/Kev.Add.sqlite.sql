INSERT INTO kev_entries (cve, due_on, ransomware)
SELECT value ->> 'Cve', value ->> 'DueOn', value ->> 'Ransomware'
  FROM json_each(@rows)
