SELECT group_key, state, reason FROM tickets WHERE configuration_id = @configuration AND state <> @created AND group_key IN @keys
