using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>Something of Jira's, known by its immutable id; the name is for people and may have changed there since.</summary>
public sealed record JiraName(string Id, string Name);

/// <summary>The JSON form in which Jira wants a field's value.</summary>
public enum FieldShape
{
    Text = 1,

    /// <summary>Rich text, written as Markdown: a document on Cloud, wiki markup on Data Center.</summary>
    RichText = 2,
    Number = 3,
    Date = 4,

    /// <summary><c>{"id": …}</c>: select, priority, resolution, component, version.</summary>
    Option = 5,

    /// <summary>Several of <see cref="Option"/>.</summary>
    Options = 6,

    /// <summary>An option, or its child: see <see cref="FieldValue.ChildId"/>.</summary>
    Cascade = 7,
    User = 8,

    /// <summary>Plain strings, such as labels.</summary>
    Texts = 9,

    /// <summary>An instant, as <c>2026-01-31T12:00:00.000+0000</c>.</summary>
    DateTime = 10,

    /// <summary>Several of <see cref="User"/>.</summary>
    Users = 11,

    /// <summary>The issue above, by its id.</summary>
    Parent = 12,

    /// <summary>The epic above, by its key: Data Center's own field.</summary>
    EpicLink = 13,

    /// <summary>A team by its id, which Jira lists nowhere with the create screen.</summary>
    Team = 14,

    /// <summary>An http or https address.</summary>
    Url = 15,
}

/// <summary>A field's value as it is sent.</summary>
/// <param name="Id">As in Jira: <c>duedate</c>, <c>customfield_10010</c>.</param>
/// <param name="Values">One value, or several for a list; ids of options and people.</param>
public sealed record FieldValue(string Id, string Name, FieldShape Shape, IReadOnlyList<string> Values)
{
    private const char Child = '/';

    /// <summary>As a person wrote the values; <see langword="null"/>: as they are sent.</summary>
    public string? Written { get; init; }

    /// <summary>A child of a cascading field, named with its parent.</summary>
    public static string ChildId(string parentId, string childId) => $"{parentId}{Child}{childId}";

    /// <returns>The parent, and the child where there is one.</returns>
    public static string[] PartsOf(string cascadeId) => cascadeId.Split(Child);
}

/// <summary>Which findings become tickets, how they group, and how a ticket looks and lives.</summary>
public sealed record TicketConfiguration
{
    public const int DefaultMaxCreates = 200;
    public const int MostCreates = 1_000_000;

    public required TicketConfigurationId Id { get; init; }

    /// <summary>1 to 100 characters, unique without regard to case.</summary>
    public required string Name { get; init; }

    public required ConnectionId Connection { get; init; }

    public required JiraName Project { get; init; }

    public required JiraName IssueType { get; init; }

    /// <summary>A disabled configuration plans nothing; its tickets stay as they are.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether changed findings lead to a run by themselves.</summary>
    public bool Automatic { get; init; } = true;

    public TicketFilter Filter { get; init; } = TicketFilter.Everything;

    /// <summary>In order; empty: one ticket for each finding.</summary>
    public IReadOnlyList<GroupingKey> GroupBy { get; init; } = [];

    /// <summary>A severity that is missing leaves the priority to Jira.</summary>
    public IReadOnlyDictionary<Severity, JiraName> Priorities { get; init; } = new Dictionary<Severity, JiraName>();

    /// <summary>Besides Fairlead's own marker labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<FieldMapping> Fields { get; init; } = [];

    /// <summary>With <see cref="FieldOwner.Fairlead"/> what a person wrote stays until Fairlead's own text changes.</summary>
    public FieldOwner SummaryOwner { get; init; } = FieldOwner.Last;

    /// <inheritdoc cref="SummaryOwner"/>
    public FieldOwner DescriptionOwner { get; init; } = FieldOwner.Last;

    public FieldOwner PriorityOwner { get; init; } = FieldOwner.Last;

    /// <summary>Of <see cref="Labels"/>; the marker labels are Fairlead's.</summary>
    public FieldOwner LabelsOwner { get; init; } = FieldOwner.Last;

    /// <summary>
    /// With <see cref="FieldOwner.Jira"/> a new issue is brought where the status map says, and moved by people alone from then on; with
    /// <see cref="FieldOwner.Fairlead"/> it is moved back from wherever somebody else moves it.
    /// </summary>
    public FieldOwner StatusOwner { get; init; } = FieldOwner.Last;

    public Template Template { get; init; } = Template.Default;

    public GrowthPolicy Growth { get; init; } = GrowthPolicy.Append;

    /// <summary>Of the sub-tasks that <see cref="GrowthPolicy.SubTask"/> makes; <see langword="null"/> with every other policy.</summary>
    public JiraName? SubTaskType { get; init; }

    public ReopenPolicy Reopen { get; init; } = ReopenPolicy.Always;

    /// <summary>How a new issue is linked to the one that it follows; <see langword="null"/>: none follows another, or Jira has no links.</summary>
    public JiraName? FollowLink { get; init; }

    /// <summary><see langword="null"/>: any status of the category Done.</summary>
    public JiraName? DoneStatus { get; init; }

    /// <summary>What screens of transitions ask for, or what has to be set before them, such as a resolution.</summary>
    public IReadOnlyList<FieldValue> DoneFields { get; init; } = [];

    /// <summary>What comments on the issues say about the findings; tried in order.</summary>
    public IReadOnlyList<CommentRule> CommentRules { get; init; } = [];

    /// <summary>When the rules became what they are: what was written before is not judged by them. <see langword="null"/> without rules.</summary>
    public DateTimeOffset? CommentRulesSince { get; init; }

    /// <summary>The rules before those, oldest first, for what was written under them and is not read yet; at most <see cref="Tickets.FormerCommentRules.Kept"/>.</summary>
    public IReadOnlyList<FormerCommentRules> FormerCommentRules { get; init; } = [];

    /// <summary>Who sees the comments that Fairlead writes; <see langword="null"/>: everyone who sees the issue.</summary>
    public CommentVisibility? CommentVisibility { get; init; }

    /// <summary>What statuses that people in Jira bring the issues to say about the findings; tried in order.</summary>
    public IReadOnlyList<StatusRule> StatusMap { get; init; } = [];

    /// <summary>When the map became what it is: what was moved before is not judged by it. <see langword="null"/> without a map.</summary>
    public DateTimeOffset? StatusMapSince { get; init; }

    /// <summary>What priorities that people in Jira give the issues say about the severity of the findings; each priority once.</summary>
    public IReadOnlyList<PriorityRule> Severities { get; init; } = [];

    /// <summary>When <see cref="Severities"/> became what they are: what was set before is not judged by them. <see langword="null"/> without any.</summary>
    public DateTimeOffset? SeveritiesSince { get; init; }

    /// <summary>Where the issues go as the findings behind them come to stand otherwise; at most one for each finding status.</summary>
    public IReadOnlyList<StatusTarget> StatusTargets { get; init; } = [];

    /// <summary>When <see cref="StatusTargets"/> became what they are: what stood so before is not moved for them. <see langword="null"/> without any.</summary>
    public DateTimeOffset? StatusTargetsSince { get; init; }

    /// <summary>How long an uncertain create rests before it is looked for: longer than Jira's late commits plus its index lag.</summary>
    public TimeSpan Quarantine { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>More new issues than this in one run are held until a person confirms them, all of them; 1 to <see cref="MostCreates"/>.</summary>
    public int MaxCreates { get; init; } = DefaultMaxCreates;

    /// <summary>1 at first, one more with each change.</summary>
    public int Revision { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where the status map wants an issue; <see langword="null"/> where it says nothing.</summary>
    internal StatusTarget? TargetOf(FindingStatus? standing) => standing is null ? null : StatusTargets.FirstOrDefault(t => t.Finding == standing);

    /// <summary>Of the issues that it makes.</summary>
    internal IReadOnlyList<JiraName> Types => SubTaskType is { } subTask ? [IssueType, subTask] : [IssueType];

    internal JiraName TypeOf(bool isSubTask) => isSubTask && SubTaskType is { } subTask ? subTask : IssueType;

    /// <summary>The same for sub-tasks: the issue above them is their parent, whatever it is for others.</summary>
    internal TicketConfiguration ForSubTasks() => this with { Fields = [.. Fields.Where(f => f.Shape is not (FieldShape.Parent or FieldShape.EpicLink))] };

    /// <summary>Kept only for its tickets; planned for no more.</summary>
    internal bool IsDeleted { get; init; }
}
