-- What imports can speak for. The key is a SHA-256 over asset, scanner, branch and report kind, because those may be long.
CREATE TABLE scopes (
    no $rowid,
    id $uuid NOT NULL UNIQUE,
    key $bytes NOT NULL UNIQUE,
    asset text NOT NULL,
    scanner text NOT NULL,
    branch text NOT NULL,
    report_kind text NOT NULL,
    -- The same for all scopes of one asset and scanner: the number of the first of them.
    origin_no bigint NOT NULL,
    latest_import_no bigint,
    reported_at $instant,
    complete_at $instant,
    -- Ordinals of its occurrences are dense: the next one to give.
    next_ordinal bigint NOT NULL,
    -- Occurrences that are not gone; those of them that are open; the entries behind them.
    live bigint NOT NULL,
    open bigint NOT NULL,
    items bigint NOT NULL
);
CREATE INDEX scopes_by_origin ON scopes (origin_no);
CREATE INDEX scopes_by_asset ON scopes (scanner, asset);

-- Reports taken in. Rows that an import made are hidden while its state is 1 (running).
CREATE TABLE imports (
    no $rowid,
    id $uuid NOT NULL UNIQUE,
    state integer NOT NULL,
    -- Which run of the program carries it out: another one that takes it over puts its own.
    owner $uuid NOT NULL,
    -- SHA-256 over the content's and what the request said.
    digest $bytes NOT NULL,
    content_sha256 text NOT NULL,
    bytes bigint NOT NULL,
    format text NOT NULL,
    file_name text,
    idempotency_key text UNIQUE,
    by_name text NOT NULL,
    reported_at $instant,
    started_at $instant NOT NULL,
    finished_at $instant,
    incomplete text,
    -- Of a discarded one: why nothing of it was kept, and what to do.
    failure text,
    next_step text,
    first_finding_no bigint NOT NULL,
    applied_seq bigint NOT NULL,
    counts $json NOT NULL,
    row_errors $json NOT NULL,
    warnings $json NOT NULL
);
CREATE INDEX imports_by_state ON imports (state);
CREATE INDEX imports_by_digest ON imports (digest);

CREATE TABLE import_scopes (
    import_no bigint NOT NULL,
    scope_no bigint NOT NULL,
    PRIMARY KEY (import_no, scope_no)
) $clustered;

-- One weakness each; never deleted once visible. source_state is the smallest state over its occurrences.
CREATE TABLE findings (
    no $rowno,
    id $uuid NOT NULL UNIQUE,
    -- Scopes that share this number may hold occurrences of it: those of the same asset and scanner.
    origin_no bigint NOT NULL,
    fingerprint $bytes NOT NULL UNIQUE,
    first_import_no bigint NOT NULL,
    first_seen_at $instant NOT NULL,
    -- When it last became open.
    opened_at $instant NOT NULL,
    -- When a source last opened it again, and no decision kept it closed; NULL: never. A person who takes a decision back does not count.
    returned_at $instant,
    closed_at $instant,
    changed_at $instant NOT NULL,
    revision bigint NOT NULL,
    status integer NOT NULL,
    source_state integer NOT NULL,
    -- As shown: the override where there is one.
    severity integer NOT NULL,
    severity_override integer,
    -- Whose word that is, why and since when, and what the scanner said then.
    severity_by text,
    severity_reason text,
    severity_at $instant,
    severity_reported integer,
    decision_status integer,
    decision_reason text,
    decision_by text,
    decision_at $instant,
    decision_expires_at $instant,
    -- When somebody last took a decision back: what was said before that and is heard later does not count.
    taken_back_at $instant,
    -- How long it stood accepted with an end date, as far as that is over.
    accepted_seconds bigint NOT NULL DEFAULT 0,
    identity_version integer NOT NULL,
    kind integer NOT NULL,
    reported_severity integer NOT NULL,
    scanner text NOT NULL,
    rule_id text NOT NULL,
    title text NOT NULL,
    description text,
    asset text,
    location text,
    start_line integer,
    package text,
    package_version text,
    fixed_version text,
    -- One per line.
    vulnerability_ids text,
    -- The furthest that its reports state; what is imported beside them is joined when it is read.
    exploit_maturity integer,
    url text,
    -- Tags and name=value, each between line breaks.
    labels text,
    -- What text search looks through, in lower case.
    search_text text NOT NULL,
    -- JSON, read whole and never searched.
    detail text NOT NULL,
    content_hash bigint NOT NULL
);
CREATE INDEX findings_by_severity ON findings (severity, no);
CREATE INDEX findings_by_expiry ON findings (decision_expires_at) WHERE decision_expires_at IS NOT NULL;

-- One source's sighting of a finding. That it was seen again is not written: while seen_until is null it was in the
-- latest complete report of its scope.
CREATE TABLE occurrences (
    scope_no bigint NOT NULL,
    finding_no bigint NOT NULL,
    ordinal bigint NOT NULL,
    state integer NOT NULL,
    items integer NOT NULL,
    misses integer NOT NULL,
    content_hash bigint NOT NULL,
    import_no bigint NOT NULL,
    seen_until $instant,
    -- The finding's: an import reads occurrences in their order, and wide rows would cost it too much.
    fingerprint $bytes NOT NULL,
    PRIMARY KEY (scope_no, finding_no)
) $clustered;

-- Other fingerprints of a finding, from newer versions of an identity rule.
CREATE TABLE finding_aliases (
    fingerprint $bytes PRIMARY KEY,
    finding_fingerprint $bytes NOT NULL
) $clustered;

-- What a running import will change about rows that are visible, kept apart until it is decided. Gone afterwards.
CREATE TABLE import_changes (
    import_no bigint NOT NULL,
    seq bigint NOT NULL,
    scope_no bigint NOT NULL,
    finding_no bigint NOT NULL,
    -- 1: state (and content where title is given); 2: entries only.
    work integer NOT NULL,
    state integer NOT NULL,
    items integer NOT NULL,
    misses integer NOT NULL,
    seen_until $instant,
    identity_version integer,
    kind integer,
    reported_severity integer,
    scanner text,
    rule_id text,
    title text,
    description text,
    asset text,
    location text,
    start_line integer,
    package text,
    package_version text,
    fixed_version text,
    vulnerability_ids text,
    exploit_maturity integer,
    url text,
    labels text,
    search_text text,
    detail text,
    content_hash bigint,
    PRIMARY KEY (import_no, seq)
);
