SELECT DISTINCT issue_id FROM secret_places WHERE connection_id = @connection AND issue_id IN @issues AND historical
