using System.Text.Json.Nodes;
using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Issues;

/// <summary>An issue to be created, independent of the edition.</summary>
public sealed record IssueDraft
{
    public const int MaxSummaryLength = 255;

    /// <summary>Key or numeric id of the project.</summary>
    public required string Project { get; init; }

    public required string IssueTypeId { get; init; }

    /// <summary>Sent on one line and cut to <see cref="MaxSummaryLength"/> UTF-16 units.</summary>
    public required string Summary { get; init; }

    /// <summary><see langword="null"/> leaves the field out.</summary>
    public RichDocument? Description { get; init; }

    public string? PriorityId { get; init; }

    /// <summary>Account id on Cloud, login name on Data Center.</summary>
    public string? AssigneeId { get; init; }

    /// <summary>No white space; at most 255 characters each.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Entity properties set in the same call; keys at most 255 characters, values at most 32,768 as JSON.</summary>
    public IReadOnlyDictionary<string, JsonNode> Properties { get; init; } = new Dictionary<string, JsonNode>();

    /// <summary>Other fields by id, as Jira wants them. Win over the typed ones above.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Fields { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Other rich text fields by id (environment, textarea custom fields), rendered for the edition.</summary>
    public IReadOnlyDictionary<string, RichDocument> RichFields { get; init; } = new Dictionary<string, RichDocument>();

    /// <summary>Id of the issue of which it is to be a sub-task; <see langword="null"/>: of none.</summary>
    public string? ParentId { get; init; }

    /// <summary>A transition to make at creation; <see langword="null"/> leaves the issue in its initial status.</summary>
    public string? TransitionId { get; init; }
}

/// <summary>Changes to an issue; what is <see langword="null"/> or absent stays. Absolute values, so that repeating is safe.</summary>
public sealed record IssueEdit
{
    public string? Summary { get; init; }

    public RichDocument? Description { get; init; }

    public string? PriorityId { get; init; }

    /// <summary>Account id on Cloud, login name on Data Center.</summary>
    public string? AssigneeId { get; init; }

    /// <summary>Labels to add; others stay.</summary>
    public IReadOnlyList<string> AddLabels { get; init; } = [];

    public IReadOnlyList<string> RemoveLabels { get; init; } = [];

    /// <summary>Other fields by id; a <see langword="null"/> value empties the field.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Fields { get; init; } = new Dictionary<string, JsonNode?>();

    public IReadOnlyDictionary<string, RichDocument> RichFields { get; init; } = new Dictionary<string, RichDocument>();

    /// <summary>Entity properties set in the same call.</summary>
    public IReadOnlyDictionary<string, JsonNode> Properties { get; init; } = new Dictionary<string, JsonNode>();

    /// <summary>Whether watchers get mail; <see langword="false"/> needs administration rights and is else refused.</summary>
    public bool NotifyUsers { get; init; } = true;

    /// <summary>Jira refuses an edit that changes nothing.</summary>
    public bool IsEmpty => Summary is null && Description is null && PriorityId is null && AssigneeId is null
        && AddLabels.Count + RemoveLabels.Count + Fields.Count + RichFields.Count + Properties.Count == 0;
}

/// <summary>What to read of an issue.</summary>
/// <param name="Fields">Field ids; <c>*all</c> and <c>*navigable</c> are allowed. Empty means id and key only.</param>
/// <param name="Properties">Entity property keys, at most 5.</param>
public sealed record IssueSelection(IReadOnlyList<string> Fields, IReadOnlyList<string> Properties)
{
    /// <summary>Every field, no properties.</summary>
    public static IssueSelection All { get; } = new(["*all"], []);

    /// <summary>Id and key.</summary>
    public static IssueSelection RefOnly { get; } = new([], []);

    public static IssueSelection Of(params string[] fields) => new(fields, []);

    public IssueSelection With(params string[] properties) => this with { Properties = properties };
}
