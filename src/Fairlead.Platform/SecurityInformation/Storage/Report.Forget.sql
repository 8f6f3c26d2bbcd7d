DELETE FROM security_removals WHERE no IN @removals AND revision <= @revision
