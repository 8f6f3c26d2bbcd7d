-- Which findings become tickets, and how. The body is the configuration as JSON; columns are what is searched by.
-- A deleted one is kept: made again under its name it takes its tickets back, instead of making them all anew.
CREATE TABLE ticket_configurations (
    id $uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    connection_id $uuid NOT NULL,
    enabled boolean NOT NULL,
    automatic boolean NOT NULL,
    revision integer NOT NULL,
    body $json NOT NULL,
    created_at $instant NOT NULL,
    updated_at $instant NOT NULL,
    deleted_at $instant
);

-- One row for each generation of a group's ticket: the intent before the issue exists, the link after.
-- The two unique constraints are what "once" rests on: one ticket for a group, one ticket for an issue.
CREATE TABLE tickets (
    id $uuid PRIMARY KEY,
    configuration_id $uuid NOT NULL,
    connection_id $uuid NOT NULL,
    project_id text NOT NULL,
    issue_type_id text NOT NULL,
    group_key text NOT NULL,
    group_label text NOT NULL,
    generation integer NOT NULL,
    marker text NOT NULL,

    -- The create protocol.
    state integer NOT NULL,
    epoch bigint NOT NULL,
    attempts integer NOT NULL,
    refusals integer NOT NULL,
    first_sent_at $instant,
    not_before $instant,
    reason text,
    issue_id text,
    issue_key text,

    -- What was sent, or is to be sent.
    group_hash text NOT NULL,
    -- How many are behind it: its rows in ticket_findings.
    findings integer NOT NULL,
    severity integer NOT NULL,
    sent_hash text,
    sent_summary text,
    sent_body_hash text,
    sent_priority_id text,
    -- What of labels and fields was last sent, so that ours can be told from people's.
    sent_labels $json,
    sent_fields $json,
    -- Why the issue was sent without a field.
    left_out text,
    -- Values that Jira refused when it made the issue, which it made without them: by field the value and what is told of it. NULL: none.
    refused_fields $json,
    -- What stays as somebody else wrote it after Fairlead, by field: who did and by which change. NULL: nothing.
    kept_fields $json,
    -- The group's hash for which Jira refused a step; behind it what was refused, where that is only a part.
    held_hash text,
    -- The group's hash for which a person undid what a run did: it is not done again while that is so.
    undone_hash text,
    -- How often that was, counted so that no clocks are compared: a plan that knows of fewer was made before, and does nothing to it.
    undos integer NOT NULL,
    -- Which of the configuration's tickets it is, from zero: whose turn it is where people take turns. A ticket that takes its place keeps it.
    turn integer NOT NULL,
    -- What the issue was last told that a person has to do. NULL: nothing since Fairlead moved it.
    said_need text,

    -- What was last seen in Jira.
    presence integer,
    missing_since $instant,
    status_id text,
    status text,
    status_category integer,
    priority text,
    -- By full name; and the day as Jira writes it.
    assignee text,
    due_date text,
    -- All but Fairlead's own markers, with a space between them; NULL: not read yet.
    labels text,
    -- While the ticket is unlinked: since when.
    done_at $instant,
    flips integer NOT NULL,
    flips_since $instant,
    frozen_until $instant,
    -- How often in a row Jira gave no clear answer to a write on this issue although it answered others, and until when nothing is written for that.
    unclear integer NOT NULL DEFAULT 0,
    rests_until $instant,
    -- Jira's time of the issue's last change when its comments were read last.
    heard_at $instant,
    -- When reading the issue or its comments was last put off, because Jira does not show them or the configuration is disabled.
    owed_at $instant,
    -- Status and resolution of which was judged last what they say about the findings; "<status>/*" where Fairlead moved the issue
    -- there, empty where they are to be judged anew.
    judged_standing text,
    -- Priority of which was judged last what it says about the severity of the findings; empty: none.
    judged_priority text,

    -- How the findings stood when the issue's status was last brought in line with them (a finding status); 0: in line however they stand,
    -- because a person moved the issue.
    shown_finding integer,
    -- The status to which Fairlead moved the issue; NULL: it never did; empty: somebody else moved it since.
    moved_to text,
    -- NULL: not read since the issue was moved; empty: unresolved.
    resolution_id text,
    resolution text,
    -- Key of the issue to which this one is still to be linked, because it takes its place.
    follows text,
    -- The ticket of whose issue this one's is a sub-task, or is to be.
    parent_id $uuid,
    -- 1 where Fairlead's labels are to be put back, because somebody took them away; and Jira's time of the issue's last change when it did not let
    -- Fairlead put them there.
    mark_owed integer,
    mark_refused_at $instant,
    -- Because the issue's text does not tell all: 1 where the list of findings is still to be attached, 0 where it is to be taken away.
    list_owed integer,
    -- Name of the list that is attached.
    list_file text,
    -- Jira's time of creation of the issue, as read with its marker: under an id that Jira gave again lies an issue with another one.
    -- NULL: not read since it was linked.
    issue_created_at $instant,
    -- When a person linked the ticket to an issue that was there before: what people wrote in it is never sent. NULL: Fairlead made the issue.
    linked_at $instant,

    created_at $instant NOT NULL,
    updated_at $instant NOT NULL,
    -- State and presence in one, as lists are asked for it; that a project is parked comes on top of 1 and 4.
    standing integer NOT NULL GENERATED ALWAYS AS (CASE WHEN state = 6 THEN 5 + coalesce(presence, 1) ELSE state END) STORED,
    UNIQUE (configuration_id, group_key, generation),
    UNIQUE (connection_id, issue_id),
    UNIQUE (connection_id, marker)
);
CREATE INDEX tickets_by_state ON tickets (connection_id, state, not_before);
CREATE INDEX tickets_by_age ON tickets (created_at, id);
CREATE INDEX tickets_following ON tickets (connection_id, id) WHERE follows IS NOT NULL;
CREATE INDEX tickets_frozen ON tickets (configuration_id, frozen_until) WHERE frozen_until IS NOT NULL;
CREATE INDEX tickets_resting ON tickets (configuration_id, rests_until) WHERE rests_until IS NOT NULL;
CREATE INDEX tickets_mark_owed ON tickets (connection_id, id) WHERE mark_owed IS NOT NULL;
CREATE INDEX tickets_list_owed ON tickets (connection_id, id) WHERE list_owed IS NOT NULL;
CREATE INDEX tickets_of_parent ON tickets (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tickets_owed ON tickets (connection_id, owed_at) WHERE owed_at IS NOT NULL;
CREATE INDEX tickets_by_standing ON tickets (standing, created_at, id);
CREATE INDEX tickets_by_issue_key ON tickets (issue_key) WHERE issue_key IS NOT NULL;
CREATE INDEX tickets_by_configuration ON tickets (configuration_id, created_at, id);
CREATE INDEX tickets_by_configuration_and_standing ON tickets (configuration_id, standing, created_at, id);

-- Which findings an issue speaks of, all of them: as it was last sent or, before that, is to be sent. The one home of the link, written
-- in the transaction that writes the ticket. What it spoke of before is not kept; a finding that went to another group stays behind
-- the issue that was closed because of that.
CREATE TABLE ticket_findings (
    ticket_id $uuid NOT NULL,
    finding_id $uuid NOT NULL,
    PRIMARY KEY (ticket_id, finding_id)
) $clustered;
CREATE INDEX ticket_findings_by_finding ON ticket_findings (finding_id, ticket_id);

-- What a person wrote for a ticket that they asked for. NULL: as the configuration says, now and later.
CREATE TABLE manual_tickets (
    configuration_id $uuid NOT NULL,
    group_key text NOT NULL,
    summary text,
    description text,
    priority_id text,
    priority text,
    -- Account id on Cloud, login name on Data Center: for making the issue only.
    assignee_id text,
    PRIMARY KEY (configuration_id, group_key)
) $clustered;

-- The findings that are in whatever the configuration's filter says.
CREATE TABLE ticket_pins (
    configuration_id $uuid NOT NULL,
    finding_id $uuid NOT NULL,
    -- Where a person put it, whatever the grouping says; NULL where a rule let it in, grouped like others.
    group_key text,
    -- 1: a rule let it in, for good; where a person puts it for a time changes nothing of that.
    admitted integer NOT NULL DEFAULT 0,
    PRIMARY KEY (configuration_id, finding_id)
) $clustered;

-- One run of plan and apply, and its operations in order.
CREATE TABLE ticket_runs (
    id $uuid PRIMARY KEY,
    configuration_id $uuid NOT NULL,
    connection_id $uuid NOT NULL,
    revision integer NOT NULL,
    state integer NOT NULL,
    creates integer NOT NULL,
    updates integer NOT NULL,
    transitions integer NOT NULL,
    comments integer NOT NULL,
    undos integer NOT NULL,
    jira_calls integer NOT NULL,
    -- What the run left unsettled, as JSON; of an undo, only once it was carried out.
    attention $json,
    -- What was due besides its operations when it was planned, and what became of that, as JSON.
    due $json NOT NULL,
    caught_up $json,
    -- The run that this one undoes.
    undoes $uuid,
    planned_at $instant NOT NULL,
    finished_at $instant
);
CREATE INDEX ticket_runs_by_age ON ticket_runs (planned_at, id);
CREATE INDEX ticket_runs_by_state ON ticket_runs (connection_id, state, planned_at);
CREATE INDEX ticket_runs_by_configuration ON ticket_runs (configuration_id, planned_at);
CREATE INDEX ticket_runs_by_undone ON ticket_runs (undoes) WHERE undoes IS NOT NULL;

-- ticket_id is what the operation is about; for a create it is set once the intent exists.
CREATE TABLE ticket_operations (
    run_id $uuid NOT NULL,
    number integer NOT NULL,
    kind integer NOT NULL,
    ticket_id $uuid,
    body $json NOT NULL,
    outcome integer,
    outcome_text text,
    -- What a person should know of what was done.
    outcome_note text,
    -- What the issue was before it was written to, as JSON; kept for as long as runs can be undone.
    seen_before $json,
    -- Counts the operations on a ticket in the order in which they first wrote: which of two wrote later, whatever clocks say.
    seen_order integer,
    -- 1: as far as what people did since allows; 2: wholly.
    undone integer,
    PRIMARY KEY (run_id, number)
);

CREATE INDEX ticket_operations_seen ON ticket_operations (run_id) WHERE seen_before IS NOT NULL;
CREATE INDEX ticket_operations_in_order ON ticket_operations (ticket_id, seen_order) WHERE seen_order IS NOT NULL;

-- Issues that Jira was given to move together, from before the call until its task is over: where each was (JSON, ticket id to status
-- id and category), so that nobody moves them meanwhile, and their arrival is known to be ours.
CREATE TABLE ticket_bulk_moves (
    id $uuid PRIMARY KEY,
    connection_id $uuid NOT NULL,
    -- Whose run takes what came of it.
    configuration_id $uuid NOT NULL,
    -- Jira's id of the task; NULL: its answer is not known.
    task_id text,
    tickets $json NOT NULL,
    begun_at $instant NOT NULL
);
CREATE INDEX ticket_bulk_moves_by_connection ON ticket_bulk_moves (connection_id, begun_at);

-- Who writes to a connection's Jira and who reads there, side by side, and whether writing rests. No two workers have the same epoch,
-- whichever side they are on; until held_until nobody else enters that side.
CREATE TABLE ticket_lanes (
    connection_id $uuid PRIMARY KEY,
    epoch bigint NOT NULL,
    held_until $instant,
    wrote_at $instant,
    reading_epoch bigint NOT NULL,
    reading_until $instant,
    instance_epoch bigint NOT NULL,
    pause integer,
    pause_reason text,
    paused_at $instant,
    resume_at $instant,
    swept_at $instant,
    reconciled_at $instant,
    polled_at $instant,
    -- Since when looks at what changed fail, why, and what to do about it.
    look_failed_at $instant,
    look_failure text,
    -- How often in a row, and when last.
    look_failures integer,
    look_tried_at $instant,
    look_next_step text,
    -- Issues that the last reading did not see any more, and of how many, where that were too many to be believed.
    vanished integer,
    vanished_of integer,
    -- Issues whose status the last reading by id found changed although looks by search had come further; 0: none.
    missed integer NOT NULL DEFAULT 0,
    -- The moment from which on the Jira is known (connections.site_since) for which every link was proven by its marker.
    proven_for $instant
);

-- What is known of creating issues of one type in one project: what the create screen takes (field ids, one per line), how markers
-- can be put on its issues, and since when Jira refuses every item.
CREATE TABLE ticket_circuits (
    connection_id $uuid NOT NULL,
    project_id text NOT NULL,
    issue_type_id text NOT NULL,
    rung integer NOT NULL,
    -- Ids of the fields on the create screen, one a line, and of those of them that must be given.
    screen text,
    demanded text,
    screen_read_at $instant,
    opened_at $instant,
    probe_at $instant,
    reason text,
    PRIMARY KEY (connection_id, project_id, issue_type_id)
);

-- Issues that carry our label and are no ticket's issue: closed duplicates, clones made by people, other instances' issues, issues that were unlinked.
CREATE TABLE ticket_strays (
    connection_id $uuid NOT NULL,
    issue_id text NOT NULL,
    issue_key text NOT NULL,
    kind integer NOT NULL,
    noted_at $instant NOT NULL,
    PRIMARY KEY (connection_id, issue_id)
);

-- Which version of a comment was judged last: each version is judged once.
CREATE TABLE ticket_comments (
    ticket_id $uuid NOT NULL,
    comment_id text NOT NULL,
    version $instant NOT NULL,
    PRIMARY KEY (ticket_id, comment_id)
) $clustered;

-- What comments said by a rule, or an issue's status (then comment_id is empty), what became of it, and what it takes to undo that.
CREATE TABLE comment_effects (
    id $uuid PRIMARY KEY,
    ticket_id $uuid NOT NULL,
    configuration_id $uuid NOT NULL,
    connection_id $uuid NOT NULL,
    issue_key text NOT NULL,
    comment_id text NOT NULL,
    author text NOT NULL,
    -- What was written, cut; NULL where Jira shows the comment to some only.
    comment_text text,
    rule integer NOT NULL,
    pattern text NOT NULL,
    -- The finding status that was said; NULL where a priority said a severity.
    status integer,
    severity integer,
    until_at $instant,
    -- Why it could not be done; NULL when it was.
    problem text,
    -- What was decided before, finding by finding.
    changes $json NOT NULL,
    findings integer NOT NULL,
    made_at $instant NOT NULL,
    undone_at $instant,
    undone_by text,
    undone_because text
);
CREATE INDEX comment_effects_by_comment ON comment_effects (ticket_id, comment_id);
CREATE INDEX comment_effects_by_age ON comment_effects (made_at, id);

-- Whether a connection takes webhooks, and what came. The secrets are in the vault.
CREATE TABLE webhook_intakes (
    connection_id $uuid PRIMARY KEY,
    rotated_at $instant NOT NULL,
    -- Until when the secret before this one counts.
    previous_until $instant,
    last_received_at $instant,
    last_rejected_at $instant,
    last_rejection text,
    -- How the last one began that was signed and could not be read; Jira does not send it again.
    dead_letter text,
    -- Signed events that are of no issue, such as of a version or a sprint: how many, and the last one's name.
    passed_over bigint NOT NULL DEFAULT 0,
    last_passed_over text,
    -- When a look first found changes of which no webhook had told since the look before.
    untold_at $instant
);

-- What webhooks said: only which issue, because a webhook is a hint and the issue is read again. Kept for a while after it was
-- read, so that a delivery that comes again is known.
CREATE TABLE webhook_events (
    no $rowid,
    connection_id $uuid NOT NULL,
    delivery text NOT NULL,
    issue_id text NOT NULL,
    kind text NOT NULL,
    received_at $instant NOT NULL,
    heard_at $instant,
    UNIQUE (connection_id, delivery)
);
CREATE INDEX webhook_events_unheard ON webhook_events (connection_id, no) WHERE heard_at IS NULL;
CREATE INDEX webhook_events_deleted ON webhook_events (connection_id, issue_id) WHERE kind = 'jira:issue_deleted';
CREATE INDEX webhook_events_by_age ON webhook_events (received_at);
