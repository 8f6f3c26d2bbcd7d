-- Jira takes what both apps send as that of one, and drops lower numbers.
UPDATE provider_sites SET sequence = (SELECT max(sequence) FROM provider_sites) WHERE client_key = @clientKey
