SELECT finding_id, reported_at FROM rule_hits WHERE rule_id = @rule AND finding_id IN @findings
