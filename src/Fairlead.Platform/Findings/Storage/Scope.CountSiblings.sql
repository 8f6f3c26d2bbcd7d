SELECT count(*) FROM scopes WHERE scanner = @scanner AND asset = @asset AND no <> @no
