SELECT client_key, base_url, state, installed_at, changed_at, installation, linked_installation, filled_installation, proven_url, compared, whole, whole_no, whole_at, seen_no, asked, submitted_at, submits, problem, due_at, verify_at, cloud_id,
       forge_installation, token_until
  FROM provider_sites ORDER BY base_url, client_key
