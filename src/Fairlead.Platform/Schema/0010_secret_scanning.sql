-- Projects of Jira as they were last looked through for secrets.
CREATE TABLE secret_projects (
    connection_id $uuid NOT NULL,
    project_id text NOT NULL,
    project_key text NOT NULL,
    name text NOT NULL,
    -- When the last look that came to its end began: what changed since is not known. NULL: there was none.
    scanned_at $instant,
    -- When all issues that the account sees were listed last, for a look that came to its end.
    listed_at $instant,
    -- Under which rules it was looked through last.
    rules_version text,
    issues bigint NOT NULL,
    PRIMARY KEY (connection_id, project_id)
) $clustered;

-- Looks that somebody asked for: of a project, or of one issue.
CREATE TABLE secret_scans (
    id $uuid PRIMARY KEY,
    connection_id $uuid NOT NULL,
    project_id text NOT NULL,
    project_key text NOT NULL,
    -- NULL: all of the project.
    issue_key text,
    -- Also what has not changed since it was looked at.
    forced boolean NOT NULL,
    -- 1 waiting, 2 at work, 3 done, 4 failed.
    state integer NOT NULL,
    requested_by text NOT NULL,
    requested_at $instant NOT NULL,
    started_at $instant,
    finished_at $instant,
    -- How many there are to do; NULL while that is not known.
    total bigint,
    -- When all issues of the project were listed for it; NULL: only those that changed were.
    listed_at $instant,
    issues bigint NOT NULL,
    texts bigint NOT NULL,
    bytes bigint NOT NULL,
    matches bigint NOT NULL,
    -- Whose contents were looked through.
    attachments bigint NOT NULL,
    problem text,
    -- Under which rules it began; NULL while nothing was looked through.
    rules_version text
);
CREATE INDEX secret_scans_by_state ON secret_scans (state, requested_at);
-- Two who ask at once ask for one.
CREATE UNIQUE INDEX secret_scans_not_begun ON secret_scans (connection_id, project_id, COALESCE(issue_key, ''), forced) WHERE state = 1 AND started_at IS NULL;
CREATE INDEX secret_scans_by_project ON secret_scans (connection_id, project_id, requested_at);

-- What is left to do of scans: nodes take one part at a time, and a part that is done is deleted.
CREATE TABLE secret_shards (
    scan_id $uuid NOT NULL,
    no integer NOT NULL,
    -- Numbers of issues, eight bytes each, the lowest first. NULL: which there are is to be found out.
    issues $bytes,
    -- Issues with a lower or equal number are done.
    reached bigint NOT NULL,
    -- A run works on it until then, or until it says so again.
    claimed_by $uuid,
    claimed_until $instant,
    PRIMARY KEY (scan_id, no)
) $clustered;

-- How much a scan did not look through, by cause (SkipCause).
CREATE TABLE secret_scan_skips (
    scan_id $uuid NOT NULL,
    cause integer NOT NULL,
    places bigint NOT NULL,
    PRIMARY KEY (scan_id, cause)
) $clustered;

-- Attachments whose contents were looked through, which never change: under the same rules they need not be read again.
CREATE TABLE secret_attachments (
    connection_id $uuid NOT NULL,
    issue_id bigint NOT NULL,
    attachment_id text NOT NULL,
    -- As they were then: an issue that moved has its findings elsewhere.
    project_id text NOT NULL,
    issue_key text NOT NULL,
    rules_version text NOT NULL,
    PRIMARY KEY (connection_id, issue_id, attachment_id)
) $clustered;

-- Issues that were looked through, and as of which change: Jira's own words, by its own clock.
CREATE TABLE secret_seen_issues (
    connection_id $uuid NOT NULL,
    issue_id bigint NOT NULL,
    project_id text NOT NULL,
    updated_at $instant NOT NULL,
    PRIMARY KEY (connection_id, issue_id)
) $clustered;
CREATE INDEX secret_seen_issues_by_project ON secret_seen_issues (connection_id, project_id, issue_id);

-- Issues that a webhook said are deleted, until Jira was asked whether that is so.
CREATE TABLE secret_deletions (
    connection_id $uuid NOT NULL,
    issue_id bigint NOT NULL,
    told_at $instant NOT NULL,
    PRIMARY KEY (connection_id, issue_id)
) $clustered;

-- What was not looked through, or not whole, and why.
CREATE TABLE secret_skipped (
    connection_id $uuid NOT NULL,
    project_id text NOT NULL,
    issue_id bigint NOT NULL,
    issue_key text NOT NULL,
    -- The attachment; empty: the issue itself.
    place_id text NOT NULL,
    place_name text NOT NULL,
    -- Of place_name, which may be longer than an index takes.
    name_hash bigint NOT NULL,
    cause integer NOT NULL,
    PRIMARY KEY (connection_id, issue_id, place_id, name_hash, cause)
) $clustered;

-- What of it may be read another time, though nothing of the issue changes, and when: a file that Jira did not give, an issue that it did not show.
CREATE TABLE secret_unsettled (
    connection_id $uuid NOT NULL,
    issue_id bigint NOT NULL,
    -- The attachment; empty: the issue itself.
    place_id text NOT NULL,
    project_id text NOT NULL,
    -- It only lacks the program that reads PDF, and is tried when that is there.
    waits_for_pdf boolean NOT NULL,
    tries integer NOT NULL,
    due_at $instant NOT NULL,
    PRIMARY KEY (connection_id, issue_id, place_id)
) $clustered;
CREATE INDEX secret_unsettled_by_project ON secret_unsettled (connection_id, project_id, due_at);

-- A value in a project. The value itself is nowhere: a keyed hash tells it from others, a mask shows what may be shown.
CREATE TABLE secret_findings (
    id $uuid PRIMARY KEY,
    connection_id $uuid NOT NULL,
    project_id text NOT NULL,
    rule text NOT NULL,
    value_hash $bytes NOT NULL,
    masked text NOT NULL,
    severity integer NOT NULL,
    -- Whether the vendor's check holds; NULL: there is none.
    check_holds boolean,
    first_seen_at $instant NOT NULL,
    last_seen_at $instant NOT NULL,
    -- Since when it stands nowhere any more; NULL while it does.
    gone_at $instant,
    UNIQUE (connection_id, project_id, value_hash, rule)
);

-- Where it stands. Columns are bytes of UTF-8.
CREATE TABLE secret_places (
    finding_id $uuid NOT NULL,
    connection_id $uuid NOT NULL,
    issue_id bigint NOT NULL,
    issue_key text NOT NULL,
    kind integer NOT NULL,
    place_id text NOT NULL,
    place_name text NOT NULL,
    -- Of place_name in what stands in an attachment: two files of an archive may hold the same at the same line. 0: it stands elsewhere.
    file_hash bigint NOT NULL,
    -- No longer in the text, but in the issue's history.
    historical boolean NOT NULL,
    line bigint NOT NULL,
    col bigint NOT NULL,
    PRIMARY KEY (connection_id, issue_id, finding_id, kind, place_id, file_hash, historical, line, col)
) $clustered;
CREATE INDEX secret_places_by_finding ON secret_places (finding_id);

-- What a person said of an exact value: fine in this project, now and whenever it comes again.
CREATE TABLE secret_reviews (
    connection_id $uuid NOT NULL,
    project_id text NOT NULL,
    value_hash $bytes NOT NULL,
    rule text NOT NULL,
    masked text NOT NULL,
    reviewed_by text NOT NULL,
    reviewed_at $instant NOT NULL,
    PRIMARY KEY (connection_id, project_id, value_hash)
) $clustered;

-- Who besides Jira's administrators may do everything that the scanner API offers, by connection.
CREATE TABLE secret_access (
    connection_id $uuid NOT NULL,
    -- 1 user, 2 group.
    kind integer NOT NULL,
    -- Account id on Cloud, user key on Data Center, or the group's name.
    name text NOT NULL,
    PRIMARY KEY (connection_id, kind, name)
) $clustered;

-- Rules of which somebody said whether they are in use; the others are as they come.
CREATE TABLE secret_rules (
    rule text PRIMARY KEY,
    enabled boolean NOT NULL
);

-- One row.
CREATE TABLE secret_settings (
    id integer PRIMARY KEY CHECK (id = 1),
    -- Grows with every rule that is switched, so that other nodes notice.
    rules_revision bigint NOT NULL,
    -- Whether projects are kept up to date without being asked for.
    auto_scan boolean NOT NULL,
    -- How much scanning tells in the log: TRACE, DEBUG, INFO, WARN or ERROR.
    log_level text NOT NULL,
    -- Under which id the vault keeps the key of value_hash; NULL until the first text is looked through.
    hash_key $uuid
);
INSERT INTO secret_settings (id, rules_revision, auto_scan, log_level) VALUES (1, 0, FALSE, 'WARN');

-- Since when projects that appear in a Jira are new ones: those that there were then wait for their first scan.
CREATE TABLE secret_baselines (
    connection_id $uuid PRIMARY KEY,
    noted_at $instant NOT NULL
);

-- What may stand in Jira and is not told as a secret. One that expired is kept, and allows nothing.
CREATE TABLE secret_allow_entries (
    id $uuid PRIMARY KEY,
    -- NULL: in every Jira.
    connection_id $uuid,
    -- NULL: in every project.
    project_id text,
    -- As it was called then, to be shown.
    project_key text,
    -- An exact value, by its keyed hash and its mask; NULL: the list says what may stand.
    value_hash $bytes,
    masked text,
    -- The value only where this rule finds it; NULL: whichever does.
    rule text,
    -- A file with one allow list; NULL: it is of a value.
    list text,
    reason text NOT NULL,
    added_by text NOT NULL,
    added_at $instant NOT NULL,
    -- NULL: it holds until somebody removes it.
    expires_at $instant
);

-- Rules that administrators added. Whether one is in use stands in secret_rules, as of Fairlead's own.
CREATE TABLE secret_own_rules (
    id text PRIMARY KEY,
    -- A rule file with this one rule.
    yaml text NOT NULL,
    -- Why it was given up, because it took too much; NULL: it was not. A new text is tried again.
    problem text,
    changed_by text NOT NULL,
    changed_at $instant NOT NULL
);
