INSERT INTO secret_skipped (connection_id, project_id, issue_id, issue_key, place_id, place_name, name_hash, cause)
VALUES (@connection, @projectId, @issueId, @issueKey, @placeId, @placeName, @nameHash, @cause)
    ON CONFLICT DO NOTHING
