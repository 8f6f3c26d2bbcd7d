INSERT INTO provider_containers (id, asset, search_text, changed_at) VALUES (@Id, @Asset, @Search, @Now)
    ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at
