SELECT id, issue_key, kind, place_id, place_name, mark FROM secret_maskings WHERE finding_id = @findingId ORDER BY masked_at DESC, id DESC
