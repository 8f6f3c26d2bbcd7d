CREATE TABLE connections (
    id $uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    base_url text NOT NULL,
    edition integer NOT NULL,
    cloud_id text,
    is_enabled boolean NOT NULL,
    active_slot integer NOT NULL,
    health integer NOT NULL,
    cause integer,
    health_detail text,
    -- When a person's test last found that signing in works, or a server's own with another secret than Jira refused, which ends a pause that waits for it.
    checked_at $instant,
    -- When anything else last showed how it does, or a node last began to test it by itself.
    probed_at $instant,
    account text,
    -- Which Jira it is, as serverInfo says it, from when on, and when it was last seen to be that one and no other.
    site text,
    site_since $instant,
    site_seen_at $instant,
    -- How far its clock was ahead of ours then.
    clock_ahead_ms bigint NOT NULL DEFAULT 0,
    -- Another Jira that answers at the address now; NULL while there is none.
    other_site text,
    created_at $instant NOT NULL,
    -- Grows with every change that a client made before it must not survive.
    revision bigint NOT NULL
);

-- Two slots per connection, so that a credential can be replaced without a pause. The secret itself is in the vault, or elsewhere.
CREATE TABLE connection_credentials (
    connection_id $uuid NOT NULL REFERENCES connections (id),
    slot integer NOT NULL,
    kind integer NOT NULL,
    user_name text,
    reference text,
    set_at $instant NOT NULL,
    expires_at $instant,
    -- When Jira last refused a secret that is kept elsewhere; which ones is in the vault, as hashes. NULL: none was refused since it was set.
    refused_at $instant,
    -- Different secrets that it refused one after the other, with none that works in between.
    refusals integer NOT NULL DEFAULT 0,
    PRIMARY KEY (connection_id, slot)
);

-- The accounts by which a connection was seen to sign in to a Jira (connections.site), and since and until when: what they did there in that
-- time is Fairlead's own, also once another credential is in force.
CREATE TABLE connection_accounts (
    connection_id $uuid NOT NULL,
    site text NOT NULL,
    account_id text NOT NULL,
    -- 1970 for the first: issues may be there that it made before the connection was added again.
    from_at $instant NOT NULL,
    until_at $instant,
    PRIMARY KEY (connection_id, site, account_id, from_at)
) $clustered;
