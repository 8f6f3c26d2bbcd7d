using System.Globalization;
using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>A row of <c>tickets</c>; Schema/0005_tickets.sql says what the columns mean.</summary>
internal sealed record TicketRow
{
    /// <summary>As <see cref="ShownFinding"/>: however the findings stand.</summary>
    public const FindingStatus AnyStanding = default;

    public TicketId Id { get; init; }

    public TicketConfigurationId ConfigurationId { get; init; }

    public ConnectionId ConnectionId { get; init; }

    public string ProjectId { get; init; } = "";

    public string IssueTypeId { get; init; } = "";

    public string GroupKey { get; init; } = "";

    public string GroupLabel { get; init; } = "";

    public int Generation { get; init; }

    public string Marker { get; init; } = "";

    public TicketState State { get; init; }

    public long Epoch { get; init; }

    public int Attempts { get; init; }

    public int Refusals { get; init; }

    public DateTimeOffset? FirstSentAt { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public string? Reason { get; init; }

    public string? IssueId { get; init; }

    public string? IssueKey { get; init; }

    public string GroupHash { get; init; } = "";

    public int Findings { get; init; }

    public Severity Severity { get; init; }

    public string? SentHash { get; init; }

    public string? SentSummary { get; init; }

    public string? SentBodyHash { get; init; }

    public string? SentPriorityId { get; init; }

    public JsonText? SentLabels { get; init; }

    public JsonText? SentFields { get; init; }

    /// <summary>Why the issue was sent without a field.</summary>
    public string? LeftOut { get; init; }

    public JsonText? KeptFields { get; init; }

    public JsonText? RefusedFields { get; init; }

    public string? HeldHash { get; init; }

    public string? UndoneHash { get; init; }

    /// <summary>How often a person took back what a run did for it.</summary>
    public int Undos { get; init; }

    /// <inheritdoc cref="TicketGroup.Turn"/>
    public int Turn { get; init; }

    /// <summary>What the issue was last told that a person has to do; <see langword="null"/>: nothing since Fairlead moved it.</summary>
    public string? SaidNeed { get; init; }

    public IssuePresence? Presence { get; init; }

    public DateTimeOffset? MissingSince { get; init; }

    public string? StatusId { get; init; }

    public string? Status { get; init; }

    public JiraStatusCategory? StatusCategory { get; init; }

    public string? Priority { get; init; }

    /// <summary>By full name, as last read.</summary>
    public string? Assignee { get; init; }

    /// <summary>As Jira writes it, <c>2026-01-31</c>, as last read.</summary>
    public string? DueDate { get; init; }

    /// <summary>All but Fairlead's own markers, with a space between them, as last read.</summary>
    public string? Labels { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public int Flips { get; init; }

    public DateTimeOffset? FlipsSince { get; init; }

    public DateTimeOffset? FrozenUntil { get; init; }

    /// <summary>How often in a row Jira gave no clear answer to a write on this issue although it answered others.</summary>
    public int Unclear { get; init; }

    /// <summary>Nothing is written to the issue until then, for that.</summary>
    public DateTimeOffset? RestsUntil { get; init; }

    /// <summary>Jira's time of the issue's last change when its comments were read last.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>When reading the issue or its comments was last put off; <see langword="null"/> when nothing is.</summary>
    public DateTimeOffset? OwedAt { get; init; }

    /// <summary>Status and resolution that were judged last; <see langword="null"/> when none were.</summary>
    public string? JudgedStanding { get; init; }

    /// <summary>Id of the priority that was judged last; empty: none; <see langword="null"/> when it was not judged yet.</summary>
    public string? JudgedPriority { get; init; }

    /// <summary>How the findings stood when the status was last brought in line with them.</summary>
    public FindingStatus? ShownFinding { get; init; }

    /// <summary>The status to which Fairlead moved the issue; <see langword="null"/>: it never did; empty: somebody else moved it since.</summary>
    public string? MovedTo { get; init; }

    /// <summary><see langword="null"/>: not read since the issue was moved; empty: unresolved.</summary>
    public string? ResolutionId { get; init; }

    public string? Resolution { get; init; }

    /// <summary>Key of the issue to which this one is still to be linked, because it takes its place.</summary>
    public string? Follows { get; init; }

    /// <summary>The ticket of whose issue this one's is a sub-task, or is to be; <see langword="null"/>: of none.</summary>
    public TicketId? ParentId { get; init; }

    /// <summary>Key of that issue at present; read only where a ticket is shown.</summary>
    public string? ParentKey { get; init; }

    /// <summary>1: the list of findings is to be attached; 0: it is to be taken away; <see langword="null"/>: neither.</summary>
    public int? ListOwed { get; init; }

    /// <summary>Name of the list of findings that is attached.</summary>
    public string? ListFile { get; init; }

    /// <summary>Jira's time of the issue's last change when it did not let Fairlead put its labels back.</summary>
    public DateTimeOffset? MarkRefusedAt { get; init; }

    /// <summary>Jira's time of creation of the issue, read when the marker proved it this ticket's; <see langword="null"/>: not read since it was linked.</summary>
    public DateTimeOffset? IssueCreatedAt { get; init; }

    /// <summary>When a person linked the ticket to an issue that was there before; <see langword="null"/>: Fairlead made the issue.</summary>
    public DateTimeOffset? LinkedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>1 when Jira refuses every issue of its project and type; read only where a ticket is shown.</summary>
    public int Parked { get; init; }

    public IssueRef? Issue => IssueId is { } id && IssueKey is { } key ? new(id, key) : null;

    /// <summary>People wrote summary, description and priority of the issue, and they are never sent.</summary>
    public bool IsTheirs => LinkedAt is not null;

    public CreateIntent Intent => new(State, Epoch, Attempts, NotBefore, Reason, Issue) { IsTakenBack = UndoneHash == GroupHash };

    /// <summary>Ours, as last sent; <see langword="null"/> when that is not known.</summary>
    public IReadOnlyList<string>? SentLabelList => SentLabels is { } json ? JsonSerializer.Deserialize<IReadOnlyList<string>>(json.Value) : null;

    /// <inheritdoc cref="SentLabelList"/>
    public IReadOnlyDictionary<string, string>? SentFieldMap =>
        SentFields is { } json ? JsonSerializer.Deserialize<IReadOnlyDictionary<string, string>>(json.Value) : null;

    /// <summary>What stays as somebody else wrote it, by field id.</summary>
    public IReadOnlyDictionary<string, KeptField> Kept =>
        KeptFields is { } json ? JsonSerializer.Deserialize<IReadOnlyDictionary<string, KeptField>>(json.Value)! : new Dictionary<string, KeptField>();

    /// <inheritdoc cref="SentContent.Refused"/>
    public IReadOnlyDictionary<string, RefusedValue> RefusedMap => RefusedFields is { } json
        ? JsonSerializer.Deserialize<IReadOnlyDictionary<string, RefusedValue>>(json.Value)!
        : new Dictionary<string, RefusedValue>();

    /// <summary>The configuration as it holds for this ticket.</summary>
    public TicketConfiguration Under(TicketConfiguration configuration) => ParentId is null ? configuration : configuration.ForSubTasks();

    /// <returns><see langword="null"/> for an empty one.</returns>
    public static JsonText? JsonOfAny<T>(IReadOnlyDictionary<string, T> values) => values.Count == 0 ? null : JsonOf(values);

    public static JsonText JsonOf<T>(T value) => new(JsonSerializer.Serialize(value));

    public Ticket ToTicket() => new(
        Id,
        ConfigurationId,
        ConnectionId,
        GroupLabel,
        Generation,
        Marker,
        State,
        IssueId,
        IssueKey,
        Presence,
        SentSummary,
        Severity,
        Findings,
        Priority,
        Status,
        StatusCategory,
        Reason ?? (State == TicketState.Created ? LeftOut : null),
        NotBefore,
        CreatedAt,
        UpdatedAt,
        Parked == 1)
    {
        ParentKey = ParentKey,
        Parent = ParentId,
        Assignee = Assignee,
        DueDate = DueDate is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        Kept = KeptFields is null ? [] : [.. Kept.Where(k => !k.Value.IsGivenBack).OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => new FieldOfOthers(k.Value.Name, k.Value.By))],
        Labels = Labels?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
    };

    public PlannedTicket ToPlanned() => new(
        Id,
        GroupKey,
        Generation,
        State,
        IssueKey,
        Presence,
        StatusCategory,
        SentHash,
        HeldHash,
        DoneAt,
        FrozenUntil)
    {
        ProjectId = ProjectId,
        IssueTypeId = IssueTypeId,
        GroupLabel = GroupLabel,
        Severity = Severity,
        Findings = Findings,
        Reason = Reason,
        UndoneHash = UndoneHash,
        Undos = Undos,
        Turn = Turn,
        LeftOut = LeftOut,
        NotBefore = NotBefore,
        RestsUntil = RestsUntil,
        IsTheirs = IsTheirs,
        CreatedAt = CreatedAt,
        Parent = ParentId,
        StatusId = StatusId,
        ResolutionId = ResolutionId,
        ShownFinding = ShownFinding == TicketRow.AnyStanding ? null : ShownFinding,
        TakesAnyStanding = ShownFinding == TicketRow.AnyStanding,
        IsWhereMoved = StatusId is not null && MovedTo == StatusId,
        IsMovedOn = MovedTo is "",
    };
}
