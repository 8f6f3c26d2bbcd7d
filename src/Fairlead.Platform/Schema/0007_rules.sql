-- What is done about findings that meet conditions. The body is conditions and actions as JSON.
CREATE TABLE finding_rules (
    id $uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    enabled boolean NOT NULL,
    body $json NOT NULL,
    -- Findings that were reported before then are none of its business, unless it minds existing ones.
    since_at $instant NOT NULL,
    -- It does nothing from then on.
    expires_at $instant NOT NULL,
    -- Why its last run could not be finished.
    problem text,
    revision integer NOT NULL,
    created_at $instant NOT NULL,
    updated_at $instant NOT NULL
);

-- On which findings a rule acted: once for each time that a finding is reported anew.
CREATE TABLE rule_hits (
    rule_id $uuid NOT NULL,
    finding_id $uuid NOT NULL,
    -- When the finding was reported that it acted on.
    reported_at $instant NOT NULL,
    acted_at $instant NOT NULL,
    PRIMARY KEY (rule_id, finding_id)
) $clustered;
