using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Tickets;

/// <summary>How many operations of each kind.</summary>
public sealed record OperationCounts(int Create, int Update, int Transition, int Comment)
{
    public int Total => Create + Update + Transition + Comment;
}

/// <summary>One step that a run would take, or took.</summary>
/// <param name="Kind"><c>create</c>, <c>update</c>, <c>transition</c> or <c>comment</c>.</param>
/// <param name="Group">The group in words, such as <c>asset api · rule CVE-2024-1234</c>.</param>
/// <param name="IssueKey">Null for a create that is not done.</param>
/// <param name="Reason">Why the step is due, in a few words.</param>
/// <param name="Summary">The summary the issue will have; null where the step does not touch it.</param>
/// <param name="Body">The description as Markdown; only in previews and only for the first operations.</param>
/// <param name="Outcome">
/// Null before it was tried; then <c>applied</c>, <c>refused</c>, <c>deferred</c>, <c>uncertain</c>, <c>parked</c> or <c>skipped</c>.
/// </param>
/// <param name="OutcomeReason">Why it was not applied, and what to do; null when it was.</param>
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
    string? OutcomeReason = null);

/// <summary>What a run would do now; nothing is stored or sent.</summary>
/// <param name="Findings">Findings that pass the filter.</param>
/// <param name="Groups">Groups that they form.</param>
/// <param name="Settled">Groups for which Jira already agrees.</param>
/// <param name="Waiting">Groups whose ticket is on its way, uncertain or needs attention.</param>
/// <param name="Operations">The first operations; <paramref name="Counts"/> has them all.</param>
public sealed record PreviewResponse(
    TicketConfigurationId ConfigurationId,
    int Findings,
    int Groups,
    int Settled,
    int Waiting,
    OperationCounts Counts,
    IReadOnlyList<OperationResponse> Operations);

/// <summary>A stored plan and what came of it.</summary>
/// <param name="State"><c>planned</c>, <c>applying</c>, <c>done</c>, <c>partlyDone</c> or <c>interrupted</c>.</param>
/// <param name="Outcomes">How many operations had each outcome.</param>
/// <param name="JiraCalls">Calls to Jira that this run made so far.</param>
public sealed record RunResponse(
    SyncRunId Id,
    TicketConfigurationId ConfigurationId,
    string State,
    OperationCounts Planned,
    IReadOnlyDictionary<string, int> Outcomes,
    int JiraCalls,
    DateTimeOffset PlannedAt,
    DateTimeOffset? FinishedAt);

/// <summary>How far a run is.</summary>
public sealed record RunProgress(int Done, int Total, string Step);
