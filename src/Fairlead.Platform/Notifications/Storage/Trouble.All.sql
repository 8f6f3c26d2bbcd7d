SELECT code, about, message, began_at, told_at, gone_at FROM troubles ORDER BY began_at, code, about
