-- Who is told of things.
CREATE TABLE receivers (
    id $uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    -- 1 webhook, 2 e-mail.
    kind integer NOT NULL,
    -- E-mail addresses with commas in between; of a webhook the host only: its address and secret are in the vault.
    target text NOT NULL,
    -- 1: also told when something is the matter with Fairlead itself.
    troubles integer NOT NULL,
    -- 0: it is told nothing.
    enabled integer NOT NULL,
    created_at $instant NOT NULL
);

-- Messages, from the transaction that gave rise to them until a while after they were taken or given up.
CREATE TABLE notifications (
    id $uuid PRIMARY KEY,
    receiver_id $uuid NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    -- 1 waits, 2 sent, 3 given up.
    state integer NOT NULL,
    attempts integer NOT NULL,
    -- When it is sent next; whoever sends it moves this on first.
    due_at $instant NOT NULL,
    -- What came of the last attempt that failed.
    problem text,
    created_at $instant NOT NULL,
    settled_at $instant,
    -- Of an e-mail that some addresses have: those that are told later (commas in between), and those that refused it for good, with the answers.
    pending text,
    lost text,
    -- Since when nobody seems to take messages there.
    absent_at $instant
);
CREATE INDEX notifications_by_due ON notifications (state, due_at);
CREATE INDEX notifications_by_age ON notifications (created_at, id);
CREATE INDEX notifications_by_receiver ON notifications (receiver_id, settled_at, id);

-- What is the matter with Fairlead itself, as its receivers know it: one row for each code, what it is about and who alone sees it, from when it
-- was first seen until it was gone for a while. No rows while nobody is told.
CREATE TABLE troubles (
    code text NOT NULL,
    about text NOT NULL,
    -- The only node that sees it, as a full disk of its own, and judges whether it stands; empty when all do.
    node text NOT NULL,
    message text NOT NULL,
    began_at $instant NOT NULL,
    -- NULL: not told yet.
    told_at $instant,
    -- NULL: it stands.
    gone_at $instant,
    -- When its node last saw it stand; a node that is gone for good cannot say that it is over. NULL: all nodes see it.
    seen_at $instant,
    PRIMARY KEY (code, about, node)
);
