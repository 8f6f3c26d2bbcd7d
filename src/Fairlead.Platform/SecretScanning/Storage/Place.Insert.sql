INSERT INTO secret_places (finding_id, connection_id, issue_id, issue_key, kind, place_id, place_name, file_hash, historical, line, col)
VALUES (@findingId, @connection, @issueId, @issueKey, @kind, @placeId, @placeName, @fileHash, @historical, @line, @column)
    ON CONFLICT DO NOTHING
