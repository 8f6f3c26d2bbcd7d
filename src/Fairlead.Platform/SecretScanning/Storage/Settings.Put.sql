UPDATE secret_settings SET auto_scan = @autoScan, log_level = @logLevel
