INSERT INTO secret_skipped (connection_id, project_id, issue_id, issue_key, place_id, place_name, cause)
VALUES (@connection, @projectId, @issueId, @issueKey, @placeId, @placeName, @cause)
    ON CONFLICT DO NOTHING
