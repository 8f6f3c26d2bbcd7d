SELECT finding_id, opened_at FROM rule_hits WHERE rule_id = @rule AND finding_id IN @findings
