UPDATE secret_settings SET rules_revision = rules_revision + 1
