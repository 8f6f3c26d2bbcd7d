CREATE TABLE users (
    id $uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    role integer NOT NULL,
    is_enabled boolean NOT NULL,
    created_at $instant NOT NULL,
    last_sign_in_at $instant
);

-- Signed-in browsers. The cookie holds random bytes; here is only their hash.
CREATE TABLE sessions (
    hash $bytes PRIMARY KEY,
    user_id $uuid NOT NULL REFERENCES users (id),
    created_at $instant NOT NULL,
    last_seen_at $instant NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE api_tokens (
    id $uuid PRIMARY KEY,
    name text NOT NULL,
    prefix text NOT NULL,
    hash $bytes NOT NULL UNIQUE,
    role integer NOT NULL,
    owner_id $uuid REFERENCES users (id),
    created_at $instant NOT NULL,
    expires_at $instant,
    last_used_at $instant,
    revoked_at $instant
);

-- The one-time code with which the first administrator is made. At most one row, gone afterwards.
CREATE TABLE setup_code (
    id integer PRIMARY KEY CHECK (id = 1),
    hash $bytes NOT NULL,
    expires_at $instant NOT NULL
);
