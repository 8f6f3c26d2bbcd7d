INSERT INTO secret_places (finding_id, connection_id, issue_id, issue_key, kind, place_id, place_name, historical, line, col)
VALUES (@findingId, @connection, @issueId, @issueKey, @kind, @placeId, @placeName, @historical, @line, @column)
    ON CONFLICT DO NOTHING
