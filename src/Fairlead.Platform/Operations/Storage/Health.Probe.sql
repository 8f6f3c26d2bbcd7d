UPDATE instance SET epoch = epoch WHERE id = 1
