using Fairlead.Sandbox.Attachments;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Comments;
using Fairlead.Sandbox.Links;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Issues;

/// <summary>One issue: who made it and when, what it says <see cref="Now"/>, and what hangs on it.</summary>
internal sealed class Issue(Site site, long id, Account creator, DateTimeOffset createdAt, IssueVersion first)
{
    public Site Site => site;

    public long Id => id;

    public Account Creator => creator;

    public DateTimeOffset CreatedAt => createdAt;

    public IssueVersion Now { get; set; } = first;

    /// <summary>What JQL sees; null until the index has caught up with the create.</summary>
    public IssueVersion? Indexed { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Behind an issue-security level that the bot does not see.</summary>
    public bool IsHidden { get; set; }

    public string Key => Now.Key;

    public List<IssueComment> Comments { get; } = [];

    public List<Change> Changes { get; } = [];

    public List<Attachment> Attachments { get; } = [];

    public List<RemoteLink> RemoteLinks { get; } = [];

    public List<IssueLink> Links { get; } = [];

    public List<Worklog> Worklogs { get; } = [];

    public List<Issue> Children { get; } = [];

    /// <summary>Entity properties: the value as JSON text by key.</summary>
    public SortedDictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);

    public List<Account> Watchers { get; } = [];

    public IEnumerable<Issue> Subtasks => Children.Where(c => c.Now.Type.IsSubtask);
}

/// <summary>What an issue says at one time; never changed, so that the lagging search index can keep an older one.</summary>
internal sealed record IssueVersion(
    string Key,
    Project Project,
    IssueType Type,
    Status Status,
    DateTimeOffset UpdatedAt,
    DateTimeOffset StatusCategoryChangedAt,
    DateTimeOffset? ResolvedAt,
    int Revision,
    IReadOnlyDictionary<string, object> Fields)
{
    /// <summary>The field's value as its kind stores it; null for empty.</summary>
    public object? Get(string fieldId) => Fields.GetValueOrDefault(fieldId);

    public T? Get<T>(string fieldId)
        where T : class => Fields.GetValueOrDefault(fieldId) as T;

    public IssueVersion With(string fieldId, object? value)
    {
        var fields = new Dictionary<string, object>(Fields);
        if (value is null)
            fields.Remove(fieldId);
        else
            fields[fieldId] = value;
        return this with { Fields = fields };
    }
}
