using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Tickets;

/// <summary>Which findings become tickets. Every list that is empty or absent allows everything.</summary>
/// <param name="MinimumSeverity">Findings below it get no ticket; absent: every severity.</param>
/// <param name="Kinds">Only these kinds.</param>
/// <param name="Scanners">Only these scanners, compared without case.</param>
/// <param name="Assets">Only these assets; a pattern may hold <c>*</c>.</param>
/// <param name="Rules">Only these rules or advisories; a pattern may hold <c>*</c>.</param>
/// <param name="Labels">Only findings with one of these tags, or labels as <c>name=value</c>; a pattern may hold <c>*</c>.</param>
/// <param name="Statuses">
/// Of the open findings only those of these statuses: <c>active inProgress potential waitingForThirdParty exceptionRequested</c>.
/// </param>
/// <param name="Fixable">Only findings for which a fixed version is known, or only those for which none is.</param>
/// <param name="FirstSeenFrom">Only findings that Fairlead first saw on this UTC day or later, as 2026-01-31.</param>
/// <param name="MinimumAgeDays">Only findings that Fairlead first saw so many days ago or earlier; 1 to 3660.</param>
/// <param name="MinimumEpss">Only findings with a vulnerability whose EPSS score is at least so high; 0 to 1.</param>
/// <param name="Kev">Only findings with a vulnerability in CISA's catalogue of known exploited ones, or only those without.</param>
/// <param name="ExploitMaturity">Only findings of which somebody says that exploitation has come this far or further.</param>
/// <param name="Severities">Only these severities; beside <paramref name="MinimumSeverity"/>, both must hold.</param>
public sealed record TicketFilterBody(
    Severity? MinimumSeverity = null,
    IReadOnlyList<FindingKind>? Kinds = null,
    IReadOnlyList<string>? Scanners = null,
    IReadOnlyList<string>? Assets = null,
    IReadOnlyList<string>? Rules = null,
    IReadOnlyList<string>? Labels = null,
    IReadOnlyList<string>? Statuses = null,
    bool? Fixable = null,
    string? FirstSeenFrom = null,
    int? MinimumAgeDays = null,
    double? MinimumEpss = null,
    bool? Kev = null,
    ExploitMaturity? ExploitMaturity = null,
    IReadOnlyList<Severity>? Severities = null);

/// <summary>How a ticket reads. Markdown with placeholders such as <c>{{group.title}}</c>; <c>/templates/placeholders</c> lists them.</summary>
/// <param name="Summary">One line; absent: that of <paramref name="Use"/>.</param>
/// <param name="Body">Markdown; absent: that of <paramref name="Use"/>. With a dynamic part it holds <c>{{dynamic_template}}</c> on a line of its own.</param>
/// <param name="Dynamic">Markdown that is written once for each object, at most 50; absent: that of <paramref name="Use"/>, unless a body is given.</param>
/// <param name="Data">What one object is: <c>finding control dataList check</c>; absent: that of <paramref name="Use"/>, else <c>finding</c>.</param>
/// <param name="Use">Name of a shipped template; absent: <c>standard</c>.</param>
public sealed record TemplateBody(string? Summary = null, string? Body = null, string? Dynamic = null, string? Data = null, string? Use = null);

/// <summary>What a comment on a ticket's issue says about its findings.</summary>
/// <param name="Pattern">
/// A regular expression of at most 1,000 characters, without look-around and back references; case does not matter. Its named groups
/// <c>until</c> (2027-01-31, 30 days), <c>reason</c> and <c>issue</c> are used.
/// </param>
/// <param name="Status">
/// <c>active inProgress potential waitingForThirdParty exceptionRequested riskAccepted falsePositive duplicate</c> or <c>fixed</c>.
/// </param>
/// <param name="By">Whose comments count: <c>anyone reporter assignee group:NAME role:NAME</c>; absent: anyone. Fairlead's own never do.</param>
/// <param name="Days">1 to 366: how long the status holds where the comment names no end; absent: without end.</param>
public sealed record CommentRuleBody(string Pattern, string Status, IReadOnlyList<string>? By = null, int? Days = null);

/// <summary>What it says of a ticket's findings that somebody in Jira brings its issue to a status.</summary>
/// <param name="Finding">
/// <c>active inProgress potential waitingForThirdParty exceptionRequested riskAccepted falsePositive duplicate</c> or <c>fixed</c>.
/// </param>
/// <param name="Status">Name or id of a status of the issue type; this or <paramref name="Category"/>.</param>
/// <param name="Category"><c>toDo</c>, <c>inProgress</c> or <c>done</c>: any status that Jira counts so.</param>
/// <param name="Resolution">Name or id of a resolution; absent: with any, and without one.</param>
/// <param name="Days">1 to 366: how long it holds; absent: without end. A risk is accepted only with it.</param>
public sealed record StatusRuleBody(string Finding, string? Status = null, string? Category = null, string? Resolution = null, int? Days = null);

/// <summary>Where an issue goes once the findings behind it stand so; of several the most open decides.</summary>
/// <param name="Finding">
/// <c>active inProgress potential waitingForThirdParty exceptionRequested riskAccepted duplicate falsePositive</c> or <c>fixed</c>, the most open
/// first; each at most once.
/// </param>
/// <param name="Status">Name or id of a status of the issue type; this or <paramref name="Category"/>.</param>
/// <param name="Category"><c>toDo</c>, <c>inProgress</c> or <c>done</c>: any status that Jira counts so. Open findings never go to done.</param>
/// <param name="Resolution">Name or id of a resolution, given where the transition's screen takes one; absent: Done or Fixed where one is demanded.</param>
public sealed record StatusTargetBody(string Finding, string? Status = null, string? Category = null, string? Resolution = null);

/// <summary>How statuses in Jira and of findings stand for each other.</summary>
/// <param name="FromJira">Tried in order when somebody moved an issue or changed its resolution; the first that fits decides.</param>
/// <param name="ToJira">Where issues go as their findings change; absent: done when all are closed, and opened again.</param>
public sealed record StatusMapBody(IReadOnlyList<StatusRuleBody>? FromJira = null, IReadOnlyList<StatusTargetBody>? ToJira = null);

/// <summary>What happens when findings come back after their issue was done.</summary>
/// <param name="When"><c>always</c> or <c>never</c>; absent: always, as far as the other keys allow.</param>
/// <param name="WithinDays">Only so many days after the issue was done; 1 to 3660.</param>
/// <param name="NotFrom">Names or ids of resolutions: an issue that a person closed so stays closed.</param>
/// <param name="NewTicket">Where the issue stays closed, a new one is made and linked to it; else only the run's attention tells of it.</param>
public sealed record ReopenBody(string? When = null, int? WithinDays = null, IReadOnlyList<string>? NotFrom = null, bool? NewTicket = null);

/// <summary>
/// Where the value of a field comes from: exactly one of value, values, lookup with its table, sla and roundRobin. In YAML a single value
/// or a list stands for itself.
/// </summary>
/// <param name="Value">One value, or several separated by commas where the field takes several. May hold placeholders; people are then looked up by e-mail, full name or id, parents by key.</param>
/// <param name="Values">Several values, each as it is.</param>
/// <param name="Lookup">What the table is asked with: <c>asset scanner rule package kind severity location label</c>.</param>
/// <param name="Table">What to look for → value. Patterns may hold <c>*</c>; the most specific that fits decides.</param>
/// <param name="Otherwise">The value where no row fits, or where placeholders of <paramref name="Value"/> write nothing that the field takes; absent: the field is left out then.</param>
/// <param name="Sla">For dates: severity → days from the first sight of a finding; the earliest such day of the open findings.</param>
/// <param name="RoundRobin">For one person: these one after another, ticket by ticket; a ticket stays with whom it came to.</param>
public sealed record FieldBody(
    string? Value = null,
    IReadOnlyList<string>? Values = null,
    string? Lookup = null,
    IReadOnlyDictionary<string, string>? Table = null,
    string? Otherwise = null,
    IReadOnlyDictionary<string, int>? Sla = null,
    IReadOnlyList<string>? RoundRobin = null);

/// <summary>What a person writes to make a ticket configuration; the same keys as in the YAML form.</summary>
/// <param name="Name">1 to 100 characters, unique; the way people and commands refer to it.</param>
/// <param name="Connection">Name or id of the connection.</param>
/// <param name="Project">Key or id of the Jira project.</param>
/// <param name="IssueType">Name or id of the issue type.</param>
/// <param name="GroupBy">
/// Ordered keys of one ticket: <c>asset rule package severity kind scanner location</c>. Empty: one ticket for each finding.
/// </param>
/// <param name="Priorities">Severity → name or id of a Jira priority; severities left out leave the priority to Jira.</param>
/// <param name="Labels">Extra labels; no spaces, at most 255 characters each.</param>
/// <param name="Fields">Other fields, by id or name → value.</param>
/// <param name="Reopen">What happens when findings come back after their issue was done; absent: it is reopened. In YAML <c>always</c> and <c>never</c> stand for themselves.</param>
/// <param name="DoneStatus">Name of the status to close to; absent: any status of the category Done.</param>
/// <param name="DoneFields">Fields that transitions ask for, or that must be set before them, such as <c>resolution</c>.</param>
/// <param name="Automatic">Whether changed findings lead to a run by themselves.</param>
/// <param name="CommentRules">Tried in order on every comment that is made or edited from then on; the first that fits decides. What was written before is judged by the rules of then.</param>
/// <param name="StatusMap">What statuses in Jira say about findings, and where issues go as findings change; absent: nothing.</param>
/// <param name="QuarantineSeconds">How long an uncertain create rests before it is looked for; 30 to 3600, default 180.</param>
/// <param name="Assignee">By e-mail, full name or id; set when the issue is made.</param>
/// <param name="Components">Names or ids of the project's components.</param>
/// <param name="FixVersions">Names or ids of the project's versions.</param>
/// <param name="AffectsVersions">Names or ids of the project's versions.</param>
/// <param name="DueDate">A date, or an SLA.</param>
/// <param name="Parent">Key of the epic or other issue above.</param>
/// <param name="SecurityLevel">Name or id.</param>
/// <param name="Owners">
/// Whose word counts for a field of an issue that is there: <c>summary</c>, <c>description</c>, <c>priority</c>, <c>labels</c>, one of the keys above, or a field's name or id
/// → <c>last</c>, <c>jira</c> or <c>fairlead</c>.
/// </param>
/// <param name="MaxCreates">More new issues than this in one run are held until a person confirms them; 1 to 1,000,000, default 200.</param>
/// <param name="CommentVisibility">Who sees Fairlead's own comments: <c>everyone</c>, <c>internal</c> (service projects), <c>role:NAME</c> or <c>group:NAME</c>; absent: everyone.</param>
/// <param name="Growth">What becomes of findings that join a group whose issue is there: <c>append</c> (default), or <c>newTicket</c> or <c>subTask</c> once work on it has begun.</param>
/// <param name="Severities">Name or id of a priority → severity that findings get when a person gives their issue that priority; absent: none.</param>
/// <param name="SubTaskType">Name or id of the issue type of sub-tasks, with growth <c>subTask</c>; absent: the only one that the project has.</param>
public sealed record TicketConfigurationBody(
    string Name,
    string Connection,
    string Project,
    string IssueType,
    bool Enabled = true,
    bool Automatic = true,
    TicketFilterBody? Filter = null,
    IReadOnlyList<string>? GroupBy = null,
    IReadOnlyDictionary<string, string>? Priorities = null,
    IReadOnlyList<string>? Labels = null,
    IReadOnlyDictionary<string, FieldBody>? Fields = null,
    TemplateBody? Template = null,
    ReopenBody? Reopen = null,
    string? DoneStatus = null,
    IReadOnlyDictionary<string, string>? DoneFields = null,
    IReadOnlyList<CommentRuleBody>? CommentRules = null,
    int? QuarantineSeconds = null,
    StatusMapBody? StatusMap = null,
    FieldBody? Assignee = null,
    FieldBody? Components = null,
    FieldBody? FixVersions = null,
    FieldBody? AffectsVersions = null,
    FieldBody? DueDate = null,
    FieldBody? Parent = null,
    FieldBody? SecurityLevel = null,
    IReadOnlyDictionary<string, string>? Owners = null,
    int? MaxCreates = null,
    string? CommentVisibility = null,
    string? Growth = null,
    IReadOnlyDictionary<string, string>? Severities = null,
    string? SubTaskType = null);

/// <summary>A stored configuration.</summary>
/// <param name="ProjectId">Jira's immutable id; <see cref="TicketConfigurationBody.Project"/> is for reading.</param>
/// <param name="Problem">Why runs do nothing, or not all that is due, at the moment; null when they do.</param>
public sealed record TicketConfigurationResponse(
    TicketConfigurationId Id,
    ConnectionId ConnectionId,
    string ProjectId,
    string IssueTypeId,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    TicketConfigurationBody Configuration,
    string? Problem)
{
    /// <summary>By their ids, Jira's names of the custom fields in it.</summary>
    public IReadOnlyDictionary<string, string> FieldNames { get; init; } = new Dictionary<string, string>();

    /// <summary>What is odd about it; told when it is saved or enabled, and by a list that is asked for it (findings that it shares with another one); empty elsewhere.</summary>
    public IReadOnlyList<ConfigurationProblem> Warnings { get; init; } = [];
}

/// <param name="Name">Of the new configuration; 1 to 100 characters, unique.</param>
public sealed record DuplicateConfigurationRequest(string Name);

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Path">Where, such as <c>priorities.critical</c>; a YAML form adds line and column.</param>
/// <param name="Fix">What to write instead; null when the message says it.</param>
public sealed record ConfigurationProblem(string Path, string Message, string? Fix = null, int? Line = null, int? Column = null);

/// <summary>What a configuration speaks for at present.</summary>
/// <param name="OpenFindings">Open findings that pass its filter.</param>
/// <param name="Tickets">Tickets that they form: groups with at least one open finding, whether they have their issue already or not.</param>
/// <param name="WithoutIssue">Those of them that have no issue in Jira at present.</param>
public sealed record ConfigurationReach(int OpenFindings, int Tickets, int WithoutIssue);

/// <summary>What a validation found; empty lists mean that saving would succeed.</summary>
/// <param name="Reach">Null when there are problems.</param>
public sealed record ConfigurationCheckResponse(
    IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<ConfigurationProblem> Warnings, ConfigurationReach? Reach);

/// <summary>What applying a YAML document did to one configuration.</summary>
/// <param name="Change"><c>created</c>, <c>updated</c> or <c>unchanged</c>.</param>
public sealed record AppliedConfiguration(TicketConfigurationResponse Configuration, string Change, ConfigurationReach Reach);

/// <summary>What applying a YAML document did. All of it is applied, or none.</summary>
public sealed record ApplyConfigurationsResponse(
    IReadOnlyList<AppliedConfiguration> Configurations, IReadOnlyList<ConfigurationProblem> Warnings)
{
    /// <summary>What to set up so that issues say more, such as a link back; null: nothing, or nothing was changed.</summary>
    public string? Hint { get; init; }
}
