DELETE FROM secret_unsettled WHERE connection_id = @connection AND issue_id IN @issues
