-- Who pushes vulnerabilities. A write of a provider holds its row, so that writes of one provider follow each other.
CREATE TABLE security_providers (
    no $rowid,
    -- What the caller is known by, whichever credential it signs in with: SecurityProvider.Key.
    key text NOT NULL UNIQUE,
    name text NOT NULL,
    written_at $instant NOT NULL,
    -- Raised by each write. Findings are told of what is written in the order of these numbers.
    revision bigint NOT NULL DEFAULT 1,
    -- How far Findings is being told, and how far it was.
    reading bigint NOT NULL DEFAULT 0,
    reported bigint NOT NULL DEFAULT 0,
    -- What Findings knows the provider by, for good: it is part of what a finding is known by. NULL until there was something to tell.
    scanner text UNIQUE,
    -- Why Findings is not told; NULL: nothing is in the way.
    problem text,
    claimed_by $uuid,
    claimed_until $instant
);

CREATE TABLE security_workspaces (
    provider_no bigint NOT NULL,
    workspace_id text NOT NULL,
    updated_at $instant NOT NULL,
    PRIMARY KEY (provider_no, workspace_id)
) $clustered;

-- The properties of a request, once for all vulnerabilities that came with the same ones.
CREATE TABLE security_property_sets (
    no $rowid,
    provider_no bigint NOT NULL,
    -- SHA-256 over the sorted properties.
    digest $bytes NOT NULL,
    UNIQUE (provider_no, digest)
);
CREATE TABLE security_properties (
    set_no bigint NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (set_no, name)
) $clustered;
CREATE INDEX security_properties_by_value ON security_properties (name, value);

CREATE TABLE security_vulnerabilities (
    no $rowid,
    provider_no bigint NOT NULL,
    vulnerability_id text NOT NULL,
    container_id text NOT NULL,
    -- The provider's when this row was written last.
    revision bigint NOT NULL,
    -- The same of the write since which it is in this container.
    container_revision bigint NOT NULL,
    sequence_number bigint NOT NULL,
    -- JSON as it was sent, without the members that concern associations.
    body text NOT NULL,
    property_set_no bigint,
    -- JSON list of issue ids and keys.
    associations text NOT NULL,
    -- NULL while none were ever sent.
    associations_sequence_number bigint,
    associations_last_updated text,
    -- Names by which issues were taken back that none was associated by, and what was added after that: Merging/TakeBacks.cs. NULL: none.
    taken_back text,
    received_at $instant NOT NULL,
    -- Why it cannot be a finding, for people; NULL: it is one, or is to be.
    problem text,
    UNIQUE (provider_no, vulnerability_id)
);
CREATE INDEX security_vulnerabilities_left_out ON security_vulnerabilities (provider_no, vulnerability_id) WHERE problem IS NOT NULL;
CREATE INDEX security_vulnerabilities_by_properties ON security_vulnerabilities (property_set_no);
CREATE INDEX security_vulnerabilities_by_revision ON security_vulnerabilities (provider_no, revision);

-- Vulnerabilities of which Findings was told and that were deleted, or moved to another container, until Findings is told of that.
CREATE TABLE security_removals (
    no $rowid,
    provider_no bigint NOT NULL,
    vulnerability_id text NOT NULL,
    container_id text NOT NULL,
    body text NOT NULL,
    property_set_no bigint,
    revision bigint NOT NULL,
    UNIQUE (provider_no, vulnerability_id, container_id)
);
CREATE INDEX security_removals_by_properties ON security_removals (property_set_no);

-- Issues that a provider associated with a vulnerability and that a ticket is to have, or to lose.
CREATE TABLE security_associations (
    provider_no bigint NOT NULL,
    vulnerability_id text NOT NULL,
    -- Id, or key in capitals.
    issue text NOT NULL,
    -- 1: to be linked; 0: to be parted.
    wanted integer NOT NULL,
    -- The ticket that links the two; NULL: none yet.
    ticket_id $uuid,
    -- The connection on which it is being linked, so that a link whose ticket is not written here yet is found; NULL: it is not.
    linking_on $uuid,
    -- Why there is none, for people.
    problem text,
    -- When it is tried; NULL: not before the provider says something.
    due_at $instant,
    -- How often in a row it could not be done; the pause grows with it.
    tries integer NOT NULL DEFAULT 0,
    -- When it was tried last: what stands in its way stood so then.
    tried_at $instant,
    -- The ticket that stands in its way, so that it is tried again when that changes; NULL: none.
    held_by $uuid,
    PRIMARY KEY (provider_no, vulnerability_id, issue)
) $clustered;
CREATE INDEX security_associations_by_due ON security_associations (provider_no, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX security_associations_failed ON security_associations (provider_no) WHERE problem IS NOT NULL;

-- Apps that sign in as providers of their own: with Connect JWT, or with access tokens that they get for their secret.
CREATE TABLE security_apps (
    -- What the app calls itself: iss of its tokens, client_id.
    key text PRIMARY KEY,
    name text NOT NULL,
    -- READ 1, WRITE 2, DELETE 4.
    scopes integer NOT NULL,
    -- Which of the two secrets in the vault is the present one, 0 or 1.
    slot integer NOT NULL DEFAULT 0,
    -- Until when the other one counts, too; NULL: there is no other.
    former_until $instant,
    -- 1: the app signed in with the present one.
    secret_used integer NOT NULL DEFAULT 0,
    created_at $instant NOT NULL,
    rotated_at $instant,
    -- To the minute.
    last_used_at $instant,
    revoked_at $instant
);

-- SHA-256 of the access tokens that apps got.
CREATE TABLE security_app_tokens (
    hash $bytes PRIMARY KEY,
    app_key text NOT NULL,
    scopes integer NOT NULL,
    expires_at $instant NOT NULL
);
CREATE INDEX security_app_tokens_by_app ON security_app_tokens (app_key);
CREATE INDEX security_app_tokens_by_end ON security_app_tokens (expires_at);

-- Connect JWT that may be used once and were, until they are too old anyway. SHA-256 of app and jti.
CREATE TABLE security_used_tokens (
    hash $bytes PRIMARY KEY,
    expires_at $instant NOT NULL
);
CREATE INDEX security_used_tokens_by_end ON security_used_tokens (expires_at);

-- Jira Cloud sites that have Fairlead as a Connect or Forge app, on whose Security pages findings stand.
CREATE TABLE provider_sites (
    client_key text PRIMARY KEY,
    -- As the site told it, without a slash at its end.
    base_url text NOT NULL,
    -- 1 enabled, 2 disabled, 3 uninstalled, 4 a Connect app in whose place the Forge app is.
    state integer NOT NULL,
    installed_at $instant NOT NULL,
    changed_at $instant NOT NULL,
    -- Grows each time that it is installed, since Jira may have forgotten all.
    installation bigint NOT NULL,
    -- For which the workspace was linked, and for which all was submitted once.
    linked_installation bigint NOT NULL,
    filled_installation bigint NOT NULL DEFAULT 0,
    -- The address at which a call was taken that was signed with what an installation gave. Who the site is, is signed by Atlassian, so that holds for a later installation, too.
    proven_url text,
    -- Of a Connect app: when the last word about its installation was signed that counted; earlier ones count no more.
    told_at $instant,
    -- Last number that a submission had. Never goes back, so that Jira takes what is sent after a reinstallation, too.
    sequence bigint NOT NULL,
    -- How it was submitted, when all was: Fairlead's address, the connection and the form of it. NULL: not all is.
    compared text,
    -- The same of the last comparison of all findings, or of the one that is under way. NULL: the next look begins one.
    whole text,
    -- How far the one has come that is under way: a number of findings. NULL: none is.
    whole_no bigint,
    whole_at $instant,
    -- Up to which number findings were compared; those behind it are new.
    seen_no bigint NOT NULL DEFAULT 0,
    -- How often people asked for a submission since the last one that was done.
    asked integer NOT NULL,
    submitted_at $instant,
    -- 0: a person switched submission off here.
    submits integer NOT NULL DEFAULT 1,
    problem text,
    due_at $instant,
    -- When Jira is asked whether it shows what it accepted last; NULL: that is known.
    verify_at $instant,
    -- Of a Forge app: the site, the installation as Atlassian calls it, and when the token ends that Jira sent last. NULL: a Connect app.
    cloud_id text,
    forge_installation text,
    token_until $instant,
    -- The server that submits to it, and until when it does unless it says so again.
    claimed_by $uuid,
    claimed_until $instant
);

-- Findings of which something changed that sites show, once for each change, until it was looked at. Triggers write it (0013), so that no change of a
-- finding or a ticket is forgotten, whoever makes it. Nothing is updated here, so that two who change the same do not wait for each other.
CREATE TABLE provider_changes (
    no $rowid,
    client_key text NOT NULL,
    finding_id $uuid NOT NULL
);
CREATE INDEX provider_changes_by_site ON provider_changes (client_key, no);

-- Findings that a site was sent.
CREATE TABLE provider_submissions (
    client_key text NOT NULL,
    finding_id $uuid NOT NULL,
    -- Of the call that said this, or that was begun last; one with a lower number changes nothing.
    sequence bigint NOT NULL,
    -- Of which it was sent. Of an earlier one it is to be sent again, whatever it is.
    installation bigint NOT NULL,
    -- Of what was sent; NULL: it is to be sent.
    digest text,
    -- Ids of the issues that are associated there, or may be, with spaces between them.
    issues text NOT NULL,
    -- Ids of issues that Jira does not know for now, with spaces between them.
    unknown_issues text NOT NULL,
    -- Why it was not accepted.
    problem text,
    due_at $instant,
    -- How often Jira accepted it and did not show it.
    missed integer NOT NULL DEFAULT 0,
    -- 1: a call with it was begun, and what came of it is not known.
    unanswered integer NOT NULL DEFAULT 0,
    -- 1: it is to be deleted there.
    withdrawn integer NOT NULL DEFAULT 0,
    PRIMARY KEY (client_key, finding_id)
) $clustered;
-- What is, or will be, to be sent again or deleted, whether or not the finding changes.
CREATE INDEX provider_submissions_owed ON provider_submissions (client_key, finding_id) WHERE digest IS NULL OR due_at IS NOT NULL OR unanswered = 1;
CREATE INDEX provider_submissions_withdrawn ON provider_submissions (client_key, finding_id) WHERE withdrawn = 1;
CREATE INDEX provider_submissions_failed ON provider_submissions (client_key) WHERE problem IS NOT NULL;

-- Assets as containers. The id is made of the asset.
CREATE TABLE provider_containers (
    id text PRIMARY KEY,
    asset text NOT NULL,
    -- What is searched: the asset in lower case.
    search_text text NOT NULL,
    changed_at $instant NOT NULL
);

-- What people linked and unlinked on a site's Security page, and what came of it.
CREATE TABLE provider_links (
    client_key text NOT NULL,
    finding_id $uuid NOT NULL,
    issue_id text NOT NULL,
    -- 1: linked; 0: unlinked.
    wanted integer NOT NULL,
    ticket_id $uuid,
    -- Why it is not done, for people.
    problem text,
    -- When it is tried; NULL: it is done, or cannot be.
    due_at $instant,
    -- How often in a row it was refused; the pause grows with it.
    tries integer NOT NULL DEFAULT 0,
    -- When it was tried last: what stands in its way stood so then.
    tried_at $instant,
    -- The ticket that stands in its way, so that it is tried again when that changes; NULL: none.
    held_by $uuid,
    PRIMARY KEY (client_key, finding_id, issue_id)
) $clustered;
CREATE INDEX provider_links_by_due ON provider_links (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX provider_links_parted ON provider_links (issue_id) WHERE wanted = 0;
