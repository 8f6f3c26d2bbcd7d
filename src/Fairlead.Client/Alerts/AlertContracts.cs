using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Alerts;

/// <summary>A runtime alert with all its repeats.</summary>
/// <param name="Severity">The worst that was reported.</param>
/// <param name="Asset">Cluster, namespace and workload, or the host.</param>
/// <param name="Sample">The latest of them, member by member; cut.</param>
/// <param name="Seen">How often.</param>
/// <param name="FirstSeenAt">By the clock of whoever reported it.</param>
/// <param name="LastReceivedAt">By the server's clock.</param>
public sealed record AlertResponse(
    AlertId Id,
    string Source,
    string Rule,
    string Title,
    Severity Severity,
    string Asset,
    string? Cluster,
    string? Namespace,
    string? Workload,
    string? Process,
    string? Resource,
    string? Operation,
    string? Action,
    string? Message,
    long Seen,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset LastReceivedAt,
    IReadOnlyDictionary<string, string> Sample);

/// <summary>What came of a request with alerts. What it counts as created or repeated is stored.</summary>
/// <param name="Received">All items.</param>
/// <param name="Created">Different alerts that were not known.</param>
/// <param name="Repeated">Items that repeat one that is known, or another of the request.</param>
/// <param name="Ignored">Items that are no alerts, such as telemetry.</param>
/// <param name="Refused">Items that were not taken in.</param>
/// <param name="Refusals">The first hundred of those.</param>
/// <param name="Remarks">What was not understood of items that were taken in; the first hundred.</param>
/// <param name="Replayed">The answer to an earlier request with the same idempotency key; nothing was counted again.</param>
public sealed record AlertIntakeResponse(
    long Received,
    long Created,
    long Repeated,
    long Ignored,
    long Refused,
    IReadOnlyList<AlertItemProblem> Refusals,
    IReadOnlyList<AlertItemProblem> Remarks,
    bool Replayed);

/// <param name="Index">From 0.</param>
/// <param name="Line">From 1; where the item begins.</param>
public sealed record AlertItemProblem(long Index, long Line, string Reason);

/// <summary>Which alerts; null allows everything.</summary>
/// <param name="Text">Found literally, ignoring case, in title, rule, asset, process, resource and message.</param>
public sealed record AlertConditions(
    Severity? MinimumSeverity = null, string? Source = null, string? Namespace = null, string? Rule = null, string? Asset = null, string? Text = null);

/// <summary>When a trigger lets through what waits. All but the first at the beginning of a period, UTC; weeks begin on Monday.</summary>
public enum AlertSchedule
{
    /// <summary>New alerts as they come; repeats at the beginning of each hour.</summary>
    AtOnce,
    Hourly,
    Daily,
    Weekly,
    Monthly,
}

/// <summary>Which alerts. A list that is absent allows everything, and one that is empty is refused; different lists must all hold, one entry of each is enough.</summary>
/// <param name="Sources">Compared without case.</param>
/// <param name="Namespaces">Patterns: <c>*</c> stands for any characters; compared without case. So are the following.</param>
public sealed record AlertFilterBody(
    Severity? MinimumSeverity = null,
    IReadOnlyList<string>? Sources = null,
    IReadOnlyList<string>? Namespaces = null,
    IReadOnlyList<string>? Workloads = null,
    IReadOnlyList<string>? Assets = null,
    IReadOnlyList<string>? Rules = null);

/// <summary>At most so many alerts for the first time in a period; the others wait for the next one.</summary>
/// <param name="Alerts">1 to 10,000.</param>
public sealed record AlertThrottleBody(int Alerts, AlertPeriod Per);

/// <summary>For how long a throttle counts, UTC; weeks begin on Monday.</summary>
public enum AlertPeriod
{
    Hourly,
    Daily,
    Weekly,
    Monthly,
}

/// <summary>Lets alerts that pass a filter through to tickets.</summary>
/// <param name="Name">1 to 100 characters, unique whatever its case; what it lets through has the tag <c>trigger=NAME</c>.</param>
/// <param name="ThreatLevel">The severity of what it lets through; absent: the alert's own.</param>
/// <param name="Configuration">Name or id of the ticket configuration that it is meant for, which must let it in.</param>
public sealed record AlertTriggerBody(
    string Name,
    AlertSchedule Schedule,
    bool Enabled = true,
    AlertFilterBody? Filter = null,
    Severity? ThreatLevel = null,
    AlertThrottleBody? Throttle = null,
    string? Configuration = null);

/// <summary>A trigger, and how it stands.</summary>
/// <param name="Waiting">Alerts that passed its filter and were not let through yet.</param>
/// <param name="Released">Alerts that it let through.</param>
/// <param name="NextRunAt">When it lets through what waits; null while it is disabled. At once: when repeats are told.</param>
/// <param name="Problem">Why no tickets come of it, and what to do; null when they do.</param>
public sealed record AlertTriggerResponse(
    AlertTriggerId Id,
    AlertTriggerBody Trigger,
    long Waiting,
    long Released,
    DateTimeOffset LastRunAt,
    DateTimeOffset? NextRunAt,
    string? Problem,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Why tickets may not come of some of it, and what to do; null where nothing is to be said.</summary>
    public string? Remark { get; init; }
}

/// <summary>What is done to several triggers: to all, or to none.</summary>
public enum AlertTriggerAction
{
    Enable,
    Disable,
    Delete,
}

/// <param name="Names">1 to 500.</param>
public sealed record AlertTriggersRequest(AlertTriggerAction Action, IReadOnlyList<string> Names);

/// <param name="Names">Those that it was done to.</param>
public sealed record AlertTriggersResponse(IReadOnlyList<string> Names);

/// <param name="Change"><c>created</c>, <c>updated</c> or <c>unchanged</c>.</param>
public sealed record AppliedAlertTrigger(AlertTriggerResponse Trigger, string Change);

/// <summary>What a run of a trigger did.</summary>
/// <param name="Released">Alerts that became findings.</param>
/// <param name="Repeated">Findings that were told how often their alert came by now.</param>
/// <param name="Held">Alerts that the throttle holds back.</param>
public sealed record AlertReleaseResponse(int Released, int Repeated, long Held);

/// <summary>Everything that leads alerts into one Jira project: becomes a connection, a ticket configuration and a trigger of one name.</summary>
/// <param name="Name">1 to 100 characters, free among connections, ticket configurations and triggers.</param>
/// <param name="Site">Jira's address.</param>
/// <param name="Token">API token; or a personal access token of Data Center; or where it is: <c>env:NAME</c> or <c>file:/path</c>.</param>
/// <param name="ProjectKey">Of the project.</param>
/// <param name="IssueType">Such as Bug or Story.</param>
/// <param name="Email">The account's, for Jira Cloud; absent for Data Center.</param>
/// <param name="UserId">Whom the issues are assigned to; absent: nobody.</param>
/// <param name="Summary">Of the issues; may hold placeholders such as <c>{{group.title}}</c>. Absent: severity, title and asset.</param>
/// <param name="MinimumSeverity">Only alerts of this severity and worse.</param>
/// <param name="ThreatLevel">The severity of the findings; absent: the alert's own.</param>
public sealed record AlertChannelBody(
    string Name,
    string Site,
    string Token,
    string ProjectKey,
    string IssueType,
    string? Email = null,
    string? UserId = null,
    string? Summary = null,
    AlertSchedule Schedule = AlertSchedule.AtOnce,
    Severity? MinimumSeverity = null,
    Severity? ThreatLevel = null);

/// <param name="Account">As whom Jira knows us.</param>
/// <param name="Notices">What was changed in the address as it was given.</param>
public sealed record AlertChannelResponse(
    string Name,
    ConnectionId ConnectionId,
    TicketConfigurationId ConfigurationId,
    AlertTriggerId TriggerId,
    string? Account,
    IReadOnlyList<string> Notices);
