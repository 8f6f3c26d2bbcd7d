using System.Text.Json.Serialization;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>Findings that share a ticket, as a plan saw them.</summary>
/// <param name="Key">Names the group within its configuration for ever: 32 hexadecimal characters.</param>
/// <param name="Label">The group in words.</param>
/// <param name="Severity">Worst of the open members; of those of its sub-tasks when none of its own is open, and of all when none is at all.</param>
/// <param name="Open">How many members are open.</param>
/// <param name="Findings">Members that the issue can name, open ones first; bounded by <see cref="MaxListed"/>.</param>
/// <param name="Hash">Changes whenever something changes that the ticket could show.</param>
/// <param name="OpenedAt">UTC. When the latest of the open members was opened; <see langword="null"/> when none is open.</param>
public sealed record TicketGroup(
    string Key,
    string Label,
    Severity Severity,
    int Open,
    int Total,
    IReadOnlyList<FindingId> Findings,
    string Hash,
    DateTimeOffset? OpenedAt)
{
    /// <summary>Members that a group names; more are counted, not named.</summary>
    public const int MaxListed = 200;

    /// <summary>How the members stand as a whole; <see langword="null"/> when there are none.</summary>
    public FindingStatus? Standing { get; init; }

    /// <summary>No member is open, and <see cref="Standing"/> and <see cref="Severity"/> are those of its sub-tasks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StandsBySubTasks { get; init; }

    /// <summary>Which of its configuration's tickets the group's is, from zero, in the order in which they were planned; a ticket that takes the place of another has its turn.</summary>
    public int Turn { get; init; }

    /// <summary>
    /// Of each severity the earliest day from which the days of an SLA count, among all open members, or all where none is open.
    /// <see langword="null"/> where <see cref="Findings"/> names every member, which say it themselves.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<Severity, DateOnly>? DueFrom { get; init; }

    /// <summary>Where Fairlead shows the findings of its ticket; <see langword="null"/> when that is not known.</summary>
    [JsonIgnore]
    public string? Url { get; init; }

    /// <summary>Every member, where <see cref="Findings"/> names some only. Not stored with a plan, which would be as large as the findings.</summary>
    [JsonIgnore]
    public IReadOnlyList<FindingId>? All { get; init; }

    /// <summary>Every member, as far as is known.</summary>
    [JsonIgnore]
    public IReadOnlyList<FindingId> Members => All ?? Findings;

    [JsonIgnore]
    public bool IsCut => Members.Count < Total;
}

/// <summary>Where a transition leads.</summary>
public enum TransitionGoal
{
    /// <summary>A status of the category Done, or the configured one.</summary>
    Done = 1,

    /// <summary>Any status that is not of the category Done.</summary>
    Open = 2,
}

/// <summary>What an operation that is to be undone did.</summary>
public enum UndoneKind
{
    /// <summary>Made an issue, which is closed.</summary>
    Create = 1,

    /// <summary>Made an issue, which is deleted because a person asked for that; closed where Jira does not let Fairlead delete it.</summary>
    CreateDeleted = 2,
    Update = 3,
    Transition = 4,
}

/// <param name="Number">Of the operation within the run that is undone.</param>
/// <param name="At">UTC. When that run was over.</param>
public sealed record UndoneOperation(int Number, UndoneKind Kind, DateTimeOffset At);

/// <summary>One step that makes Jira agree with the findings. At most one for each group in a run.</summary>
/// <param name="Reason">Why it is due, in a few words for people.</param>
public abstract record SyncOperation(TicketGroup Group, string Reason)
{
    /// <summary>How often what runs did for its ticket had been undone by then; an operation from before another undo is not carried out.</summary>
    public int Undos { get; init; }

    /// <param name="Existing">The ticket of this generation that was refused before and is tried again; else <see langword="null"/>.</param>
    public sealed record Create(TicketGroup Group, int Generation, TicketId? Existing, string Reason) : SyncOperation(Group, Reason)
    {
        /// <summary>The key of the issue to which it is to be linked: one that stays closed although its findings came back, or that of the part before. <see langword="null"/>: of none.</summary>
        public string? Follows { get; init; }

        /// <summary>The ticket of whose issue it is to be a sub-task; <see langword="null"/>: of none.</summary>
        public TicketId? Parent { get; init; }
    }

    /// <summary>Absolute values of the fields that Fairlead manages; harmless to repeat.</summary>
    public sealed record Update(TicketGroup Group, TicketId Ticket, string IssueKey, string Reason) : SyncOperation(Group, Reason);

    /// <param name="Text">Sent as a comment in the same call; empty: none.</param>
    public sealed record Transition(
        TicketGroup Group, TicketId Ticket, string IssueKey, TransitionGoal Goal, string Text, string Reason) : SyncOperation(Group, Reason)
    {
        /// <summary>Where the status map wants it; <see langword="null"/>: any status that serves the goal.</summary>
        public StatusTarget? Target { get; init; }

        /// <summary>The findings left the configuration and may be as open as before: when they come back, the issue is opened again.</summary>
        public bool HasLeft { get; init; }

        /// <summary>Keys of the groups that its open findings went to and that get their issue in the same run: made first, else it stays open.</summary>
        public IReadOnlyList<string> ReplacedBy { get; init; } = [];

        /// <summary>Tickets of its sub-tasks that are to be done first: the issue stays open until they are.</summary>
        public IReadOnlyList<TicketId> AfterSubTasks { get; init; } = [];

        /// <summary>One of unusually many closes that a person let through: what has to wait is finished later without asking again.</summary>
        public bool IsConfirmed { get; init; }

        /// <summary>What a comment says first that the issue could not be moved, where <see cref="Text"/> would say that it was; <see langword="null"/>: the same.</summary>
        [JsonIgnore]
        public string? TextWhereStuck { get; init; }

        /// <summary>A person takes back a move: that is no quarrel with somebody else about where the issue is to be.</summary>
        [JsonIgnore]
        public bool IsUndo { get; init; }
    }

    /// <summary>Takes back what another run did for the group.</summary>
    /// <param name="IssueKey"><see langword="null"/> where no issue was made.</param>
    /// <param name="Of">The operation that is undone.</param>
    /// <param name="By">Who asked for it, as issues name them.</param>
    public sealed record Undo(TicketGroup Group, TicketId Ticket, string? IssueKey, UndoneOperation Of, string By, string Reason) : SyncOperation(Group, Reason);

    public sealed record Comment(TicketGroup Group, TicketId Ticket, string IssueKey, string Text, string Reason) : SyncOperation(Group, Reason);
}
