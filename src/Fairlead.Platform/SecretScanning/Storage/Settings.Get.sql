SELECT auto_scan, log_level FROM secret_settings
