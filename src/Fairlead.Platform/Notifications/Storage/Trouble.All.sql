SELECT code, about, node, message, began_at, told_at, gone_at, seen_at FROM troubles ORDER BY began_at, code, about, node
