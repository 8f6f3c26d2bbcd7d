CREATE TABLE things (
    id $uuid PRIMARY KEY,
    no bigint NOT NULL,
    name text NOT NULL,
    made_at $instant NOT NULL,
    maybe_at $instant,
    detail $json NOT NULL,
    digest $bytes NOT NULL,
    is_open boolean NOT NULL
);
CREATE TABLE numbered (no $rowid, name text NOT NULL);
