-- Runtime alerts with their repeats: one row for what repeats, however often it does.
CREATE TABLE alerts (
    id $uuid PRIMARY KEY,
    -- SHA-256 over what makes two alerts the same: source, rule, asset, and process or resource.
    fingerprint $bytes NOT NULL UNIQUE,
    source text NOT NULL,
    rule text NOT NULL,
    title text NOT NULL,
    -- The worst that was reported.
    severity integer NOT NULL,
    asset text NOT NULL,
    cluster text,
    namespace text,
    workload text,
    process text,
    -- From here to the sample: as the latest of them says.
    resource text,
    operation text,
    action text,
    message text,
    sample $json NOT NULL,
    -- What text search looks through, in lower case.
    search_text text NOT NULL,
    seen bigint NOT NULL,
    -- By the clock of whoever reported it, and by ours.
    first_seen_at $instant NOT NULL,
    last_seen_at $instant NOT NULL,
    first_received_at $instant NOT NULL,
    last_received_at $instant NOT NULL,
    -- No look has noted since it came last behind which triggers it waits. By no clock: those of servers differ, and are set back.
    is_news boolean NOT NULL
);
CREATE INDEX alerts_by_receipt ON alerts (last_received_at, id);
CREATE INDEX alerts_of_news ON alerts (id) WHERE is_news;

-- Answers to requests that carried an idempotency key, so that one that is sent again counts once.
CREATE TABLE alert_requests (
    idempotency_key text PRIMARY KEY,
    digest $bytes NOT NULL,
    answer $json NOT NULL,
    received_at $instant NOT NULL
);
CREATE INDEX alert_requests_by_age ON alert_requests (received_at);

-- What lets alerts through to tickets, and when. The body is filter, schedule, throttle and threat level as JSON.
CREATE TABLE alert_triggers (
    id $uuid PRIMARY KEY,
    name text NOT NULL,
    -- NULL once it was deleted: another may have the name, and findings keep it while an alert is known that it let through.
    name_key text UNIQUE,
    enabled boolean NOT NULL,
    body $json NOT NULL,
    -- The severity of what it lets through; NULL: the alert's own.
    threat_level integer,
    revision integer NOT NULL,
    ran_at $instant NOT NULL,
    -- When repeats, and what is held back, were told last.
    repeated_at $instant NOT NULL,
    -- How many alerts a finding says are held back; -1: it may say so, the run that told it was cut off.
    held_told bigint NOT NULL,
    -- Why the last run could not be finished.
    problem text,
    -- A run works on it until then, or until it says so again.
    claimed_by $uuid,
    claimed_until $instant,
    created_at $instant NOT NULL,
    updated_at $instant NOT NULL
);

-- Which alerts a trigger's filter lets through, and what was told of them.
CREATE TABLE alert_releases (
    trigger_id $uuid NOT NULL,
    alert_id $uuid NOT NULL,
    -- NULL while it waits: for the schedule, or because of the throttle.
    released_at $instant,
    -- How many repeats were told.
    seen bigint NOT NULL,
    PRIMARY KEY (trigger_id, alert_id)
) $clustered;
CREATE INDEX alert_releases_by_alert ON alert_releases (alert_id);
