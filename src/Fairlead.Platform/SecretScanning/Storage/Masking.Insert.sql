INSERT INTO secret_maskings (id, finding_id, connection_id, issue_key, kind, place_id, place_name, mark, masked_by, masked_at, looked_at)
VALUES (@id, @findingId, @connection, @issueKey, @kind, @placeId, @placeName, @mark, @by, @now, @now)
