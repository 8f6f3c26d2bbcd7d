SELECT client_key, base_url, state, installed_at, changed_at, installation, linked_installation, compared, asked, submitted_at, problem, due_at, cloud_id,
       forge_installation, token_until
  FROM provider_sites ORDER BY base_url, client_key
