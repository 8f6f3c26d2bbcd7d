-- Projects whose secrets are told to Findings, and how far that is. What grows wanted is in the transaction that changed something.
CREATE TABLE secret_reports (
    connection_id $uuid NOT NULL,
    project_id text NOT NULL,
    -- What the findings say was scanned. Stays, whatever connection and project are called later: it is part of who a finding is.
    asset text UNIQUE,
    wanted bigint NOT NULL,
    reported bigint NOT NULL,
    -- What was wanted when a person last said something of a secret, which does not wait until a look through the project is over, and how far that is told.
    said bigint NOT NULL DEFAULT 0,
    said_told bigint NOT NULL DEFAULT 0,
    -- Why the last attempt to tell them failed; NULL: it did not.
    problem text,
    claimed_by $uuid,
    claimed_until $instant,
    PRIMARY KEY (connection_id, project_id)
) $clustered;
INSERT INTO secret_reports (connection_id, project_id, wanted, reported) SELECT DISTINCT connection_id, project_id, 1, 0 FROM secret_findings;

-- Secrets that somebody made worthless where they were issued; they may still stand in Jira.
CREATE TABLE secret_revocations (
    finding_id $uuid PRIMARY KEY,
    revoked_by text NOT NULL,
    revoked_at $instant NOT NULL
);

-- Texts of Jira out of which a secret was taken, for at most 30 days, and no longer than an undo is possible. How they were before is sealed in the vault under the same id.
CREATE TABLE secret_maskings (
    id $uuid PRIMARY KEY,
    finding_id $uuid NOT NULL,
    connection_id $uuid NOT NULL,
    issue_key text NOT NULL,
    kind integer NOT NULL,
    place_id text NOT NULL,
    place_name text NOT NULL,
    -- A keyed hash of the text after it: an undo must not overwrite what somebody wrote since.
    mark $bytes NOT NULL,
    masked_by text NOT NULL,
    masked_at $instant NOT NULL,
    -- When Jira was last asked whether an undo is possible still.
    looked_at $instant NOT NULL,
    -- Since when the text is not there for the account; NULL: it is.
    missing_since $instant
);
CREATE INDEX secret_maskings_by_finding ON secret_maskings (finding_id);
CREATE INDEX secret_maskings_by_time ON secret_maskings (masked_at);

-- Where authors are told of secrets in what they wrote, by a comment. Off where there is no row.
CREATE TABLE secret_notice_settings (
    connection_id $uuid NOT NULL,
    -- Empty: all projects of the connection that have no row of their own.
    project_id text NOT NULL,
    project_key text NOT NULL,
    is_on boolean NOT NULL,
    -- Of secrets that were found before nobody is told.
    since $instant NOT NULL,
    set_by text NOT NULL,
    PRIMARY KEY (connection_id, project_id)
) $clustered;

-- Notices, one for each value in an issue.
CREATE TABLE secret_notices (
    connection_id $uuid NOT NULL,
    issue_id bigint NOT NULL,
    value_hash $bytes NOT NULL,
    finding_id $uuid NOT NULL,
    -- By which the comment is found again when Jira gave no clear answer.
    mark $uuid NOT NULL,
    -- 1 is being said, 2 said, 3 could not be said.
    state integer NOT NULL,
    -- Why it could not.
    detail text,
    tried_at $instant NOT NULL,
    PRIMARY KEY (connection_id, issue_id, value_hash)
) $clustered;
CREATE INDEX secret_notices_by_finding ON secret_notices (finding_id);
