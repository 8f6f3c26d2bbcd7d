-- Whatever the site has by now: all that it was sent is to be sent again, told as it is now, parted or deleted.
UPDATE provider_submissions SET digest = NULL, unknown_issues = '', problem = NULL, due_at = NULL WHERE client_key = @clientKey
