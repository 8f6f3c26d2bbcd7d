using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Tickets;

/// <summary>What a person knows to be right, though it is unusually much.</summary>
/// <param name="Closes">Unusually many closes, because the filter or grouping changed, are not held.</param>
/// <param name="Creates">More new issues at once than the configuration's <c>maxCreates</c> are not held.</param>
/// <param name="ClosesUpTo">The same where they are so many at most: of more, none is closed.</param>
/// <param name="CreatesUpTo">The same where they are so many at most: of more, none is made.</param>
public sealed record PlanConfirmation(bool Closes = false, bool Creates = false, int ClosesUpTo = 0, int CreatesUpTo = 0);

/// <summary>How many operations of each kind.</summary>
public sealed record OperationCounts(int Create, int Update, int Transition, int Comment, int Undo = 0)
{
    public int Total => Create + Update + Transition + Comment + Undo;
}

/// <summary>One step that a run would take, or took.</summary>
/// <param name="Kind"><c>create</c>, <c>update</c>, <c>transition</c>, <c>comment</c> or <c>undo</c>.</param>
/// <param name="Group">The group in words, such as <c>asset api · rule CVE-2024-1234</c>.</param>
/// <param name="IssueKey">Null for a create that is not done; of one that had to wait and was done after the run, the issue that it made.</param>
/// <param name="Reason">Why the step is due, in a few words.</param>
/// <param name="Summary">The summary the issue will have; null where the step does not touch it.</param>
/// <param name="Body">The description as Markdown; only in previews and only for the first operations.</param>
/// <param name="Outcome">
/// Null before it was tried; then <c>applied</c>, <c>refused</c>, <c>deferred</c>, <c>uncertain</c>, <c>parked</c> or <c>skipped</c>.
/// </param>
/// <param name="OutcomeReason">Why it was not applied, and what to do; of what was applied, what it had to do without, else null.</param>
/// <param name="Remark">Only in previews: what is unusual about the text, such as an empty summary; null when nothing is.</param>
public sealed record OperationResponse(
    int Number,
    string Kind,
    string Group,
    string? IssueKey,
    string Reason,
    int Findings,
    Severity Severity,
    string? Priority,
    string? Summary,
    string? Body,
    string? Outcome = null,
    string? OutcomeReason = null,
    string? Remark = null);

/// <summary>Tickets that are not settled for one reason, although a run has nothing to do for them.</summary>
/// <param name="Kind">
/// <c>paused</c> (the connection), <c>heldCloses</c>, <c>heldCreates</c>, <c>uncertain</c>, <c>waiting</c>, <c>parked</c>, <c>refused</c>, <c>stuck</c>
/// (Jira refused an update or a move), <c>frozen</c>, <c>keptClosed</c>, <c>keptOpen</c>, <c>forbidden</c>, <c>deleted</c> (the issue), <c>lost</c>,
/// <c>unlinked</c>, <c>undone</c> (a person undid a run), <c>incomplete</c> or <c>vanished</c> (so many issues of the connection at once that it is not believed).
/// </param>
/// <param name="Tickets">How many; 0 for a pause on which nothing waits.</param>
/// <param name="NextStep">What a person does, or what is waited for.</param>
/// <param name="NextLookAt">The earliest time at which Fairlead looks again by itself; null when it does not.</param>
/// <param name="NeedsPerson">True when it does not end by itself.</param>
public sealed record AttentionResponse(
    string Kind, int Tickets, string Reason, string NextStep, DateTimeOffset? NextLookAt, bool NeedsPerson);

/// <summary>What a run of a configuration does besides the operations of its plan: creates that had to wait, and runs that were cut off.</summary>
/// <param name="Sends">Waiting creates of the configuration whose time has come.</param>
/// <param name="Lookups">
/// Tickets of the configuration that are looked for in Jira now: creates without a clear answer, each sent if it is not there, and issues that are lost.
/// </param>
/// <param name="OfOthers">As many of both kinds as other configurations of the connection have; a run does these too.</param>
/// <param name="Later">Waiting creates of the configuration whose time has not come; attention says why.</param>
/// <param name="NextAt">When the first of <paramref name="Later"/> is due; null when none is, or that depends on a person.</param>
/// <param name="Unfinished">Runs of the connection that were begun and have not ended; a run first carries them on.</param>
public sealed record DueResponse(
    int Sends, int Lookups, int OfOthers, int Later, DateTimeOffset? NextAt, IReadOnlyList<UnfinishedRunResponse> Unfinished)
{
    /// <summary>Whether anything is due now.</summary>
    public bool HasWork => Sends + Lookups + OfOthers + Unfinished.Count > 0;
}

/// <summary>A run that was begun and has not ended: it was cut off, or somebody is at it.</summary>
/// <param name="Configuration">Its name.</param>
/// <param name="Total">Its operations.</param>
/// <param name="Done">Those that were applied, or had become needless.</param>
public sealed record UnfinishedRunResponse(SyncRunId RunId, string Configuration, int Total, int Done);

/// <summary>What became of the tickets of one configuration that were due when a run was applied, and are operations of no run.</summary>
/// <param name="Configuration">Its name.</param>
/// <param name="Created">Issues that were made.</param>
/// <param name="Found">Issues that were in Jira already.</param>
/// <param name="Refused">Jira refused to make them.</param>
/// <param name="Open">Neither, or not known yet: they wait on.</param>
public sealed record CaughtUpResponse(string Configuration, int Created, int Found, int Refused, int Open);

/// <summary>What a run would do now; nothing is stored or sent.</summary>
/// <param name="Findings">Findings that pass the filter.</param>
/// <param name="Groups">Groups that they form.</param>
/// <param name="Settled">Groups for which Jira already agrees.</param>
/// <param name="Waiting">Tickets that are on their way, uncertain or need attention; <paramref name="Attention"/> says why.</param>
/// <param name="Due">What a run would do besides its operations.</param>
/// <param name="Operations">The first operations; <paramref name="Counts"/> has them all.</param>
/// <param name="HeldCloses">The first of the closes that wait for a person's word; <paramref name="Attention"/> has their number.</param>
/// <param name="HeldCreates">The first of the new issues that wait for a person's word; <paramref name="Attention"/> has their number.</param>
public sealed record PreviewResponse(
    TicketConfigurationId ConfigurationId,
    int Findings,
    int Groups,
    int Settled,
    int Waiting,
    OperationCounts Counts,
    DueResponse Due,
    IReadOnlyList<OperationResponse> Operations,
    IReadOnlyList<OperationResponse> HeldCloses,
    IReadOnlyList<OperationResponse> HeldCreates,
    IReadOnlyList<AttentionResponse> Attention)
{
    /// <summary>What a person should know before it is applied, such as findings that get a second issue; it holds nothing up.</summary>
    public IReadOnlyList<ConfigurationProblem> Warnings { get; init; } = [];

    /// <summary>What to set up so that issues say more, such as a link back; null: nothing. No run tells it.</summary>
    public string? Hint { get; init; }
}

/// <summary>A stored plan and what came of it.</summary>
/// <param name="State"><c>planned</c>, <c>applying</c>, <c>done</c>, <c>partlyDone</c> or <c>interrupted</c>.</param>
/// <param name="Outcomes">How many operations had each outcome.</param>
/// <param name="JiraCalls">Calls to Jira that this run made so far.</param>
/// <param name="Attention">What is not settled besides its operations: as planned, and once applied as it left things.</param>
/// <param name="Due">What was due besides its operations when it was planned.</param>
/// <param name="CaughtUp">What became of the waiting tickets that were due when it was applied; empty when none was.</param>
/// <param name="Resumed">Runs that were cut off and that applying this one carried on; told by the answer to that alone, else empty.</param>
/// <param name="Undoes">The run that this one undoes; null for one that makes Jira agree with the findings.</param>
/// <param name="UndoneBy">The latest run that took this one back; null when none did, or it was only planned.</param>
public sealed record RunResponse(
    SyncRunId Id,
    TicketConfigurationId ConfigurationId,
    string State,
    OperationCounts Planned,
    IReadOnlyDictionary<string, int> Outcomes,
    int JiraCalls,
    DateTimeOffset PlannedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<AttentionResponse> Attention,
    DueResponse Due,
    IReadOnlyList<CaughtUpResponse> CaughtUp,
    IReadOnlyList<ResumedRunResponse> Resumed,
    SyncRunId? Undoes = null,
    RunUndoneResponse? UndoneBy = null)
{
    /// <summary>What a person should know of its plan; told by the answer to planning alone, else empty.</summary>
    public IReadOnlyList<ConfigurationProblem> Warnings { get; init; } = [];
}

/// <summary>That a run was taken back.</summary>
/// <param name="Undone">The run that was taken back.</param>
/// <param name="By">The one that took it back.</param>
/// <param name="State">Of that one, as of every run; <c>partlyDone</c> left something.</param>
/// <param name="At">When that one was over; when it was planned, until then.</param>
public sealed record RunUndoneResponse(SyncRunId Undone, SyncRunId By, string State, DateTimeOffset At);

/// <param name="Tickets">How many are tried again by the next run; those that were asked for, taken back or are settled since are not counted.</param>
public sealed record RetriedRunResponse(int Tickets);

/// <summary>A run that was cut off and is carried on.</summary>
/// <param name="Configuration">Its name.</param>
/// <param name="Total">Its operations; those that are in neither number were put off, refused or needless.</param>
/// <param name="DoneBefore">Those of which it was known, or turned out, that they had been done by then.</param>
/// <param name="DoneNow">Those that were done now.</param>
/// <param name="JiraCalls">Calls that this took now.</param>
public sealed record ResumedRunResponse(SyncRunId RunId, string Configuration, int Total, int DoneBefore, int DoneNow, int JiraCalls);

/// <summary>How far a run is.</summary>
public sealed record RunProgress(int Done, int Total, string Step);
