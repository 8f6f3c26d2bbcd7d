-- What the instance is: its id, and the key under which markers and cursors are made. One row.
CREATE TABLE instance (
    id integer PRIMARY KEY CHECK (id = 1),
    instance_id $uuid NOT NULL,
    instance_key $bytes NOT NULL,
    epoch bigint NOT NULL,
    created_at $instant NOT NULL
);

-- Upward events between rooms; read by number, never changed.
CREATE TABLE events (
    number $rowid,
    kind text NOT NULL,
    subject text NOT NULL,
    at $instant NOT NULL
);

-- How far each reader of events has come.
CREATE TABLE event_readers (
    reader text PRIMARY KEY,
    number bigint NOT NULL
);

-- The audit trail: one row per thing done, chained by hash.
CREATE TABLE activity (
    number bigint PRIMARY KEY,
    at $instant NOT NULL,
    actor_kind integer NOT NULL,
    actor_id text,
    actor_name text NOT NULL,
    action text NOT NULL,
    subject text,
    summary text NOT NULL,
    hash $bytes NOT NULL
);
CREATE INDEX activity_by_subject ON activity (subject, number);

-- The end of the chain, locked while an entry is added. One row.
CREATE TABLE activity_head (
    id integer PRIMARY KEY CHECK (id = 1),
    number bigint NOT NULL,
    hash $bytes
);
INSERT INTO activity_head (id, number, hash) VALUES (1, 0, NULL);

-- Every attempt at a call to another system; no id, no body, no secret.
CREATE TABLE outbound_calls (
    number $rowid,
    at $instant NOT NULL,
    connection_id $uuid,
    method text NOT NULL,
    path_template text NOT NULL,
    status integer,
    duration_microseconds bigint NOT NULL,
    attempt integer NOT NULL,
    outcome text NOT NULL,
    cause text,
    retry_after_milliseconds bigint,
    limit_total bigint,
    limit_remaining bigint,
    limit_reason text
);
CREATE INDEX outbound_calls_by_connection ON outbound_calls (connection_id, number);

-- Secrets at rest, each sealed under a key of its own, which is wrapped under the master key with this id.
CREATE TABLE vault (
    address text PRIMARY KEY,
    key_id text NOT NULL,
    wrapped_key $bytes NOT NULL,
    sealed_value $bytes NOT NULL
);
