using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Search.Jql;

/// <summary>How one field is asked about, whether stored or derived.</summary>
internal sealed record JqlField(
    string Name,
    JqlUse Use,
    Func<Issue, IssueVersion, IEnumerable<string>> Terms,
    Func<string, bool> Knows)
{
    public Func<Issue, IssueVersion, string?> Words { get; init; } = (_, _) => null;

    /// <summary>For order and comparison; dates give an instant, numbers a double.</summary>
    public Func<Issue, IssueVersion, IComparable?> Rank { get; init; } = (_, _) => null;

    public Func<Issue, IssueVersion, bool> IsEmpty { get; init; } = (_, _) => false;

    /// <summary>Null where it stands for several.</summary>
    public string? FieldId { get; init; }

    public bool IsDate { get; init; }

    public bool IsNumber { get; init; }

    public bool IsUser { get; init; }

    public bool IsPriority { get; init; }

    public bool IsKey { get; init; }

    public bool IsProject { get; init; }
}

/// <summary>Every field that JQL knows, by any of its names.</summary>
internal static class JqlFields
{
    /// <exception cref="JqlRefusal">There is none of that name.</exception>
    public static JqlField Find(Site site, string name)
    {
        if (name.Equals("text", StringComparison.OrdinalIgnoreCase))
            return AllText(site);
        var field = site.Fields.FindByClause(name.EndsWith(']') || !name.Contains('[') ? name : name[..name.IndexOf('[')]);
        if (field is null && name.Equals("epic link", StringComparison.OrdinalIgnoreCase))
            field = site.Fields.Find(FieldIds.Parent);
        if (field is not { IsSearchable: true })
            throw new JqlRefusal($"Field '{name}' does not exist or you do not have permission to view it.");
        return (field.Kind is ShownKind ? Derived(site, field, name) : Stored(site, field, name)) with { FieldId = field.Id };
    }

    public static IReadOnlyList<string> TermsOf(Status status) => [status.Name.ToLowerInvariant(), $"{status.Id}"];

    private static JqlField Stored(Site site, Field field, string name)
    {
        var (id, kind) = (field.Id, field.Kind);
        return new JqlField(
            name, kind.Use,
            (_, v) => v.Get(id) is { } value ? kind.Terms(value) : [],
            operand => kind.Knows(operand, field, site))
        {
            Words = (_, v) => v.Get(id) is { } value ? kind.Words(value) : null,
            Rank = (_, v) => v.Get(id) is { } value ? kind.Rank(value) : null,
            IsEmpty = (_, v) => v.Get(id) is null,
            IsDate = kind is DateKind or InstantKind,
            IsNumber = kind is NumberKind,
            IsUser = kind is UserKind or UsersKind,
            IsPriority = kind is PriorityKind,
        };
    }

    private static JqlField Derived(Site site, Field field, string name)
    {
        var use = ((ShownKind)field.Kind).Use;
        return field.Id switch
        {
            "issuekey" => new JqlField(name, use, (i, v) => [v.Key.ToLowerInvariant(), $"{i.Id}"], o => site.Issues.Find(o) is not null)
            {
                IsKey = true,
                // Keys sort by project, then by number, which follows the id.
                Rank = (i, v) => (v.Project.Key, i.Id),
            },
            "project" => new JqlField(
                name, use, (_, v) => [v.Project.Key.ToLowerInvariant(), $"{v.Project.Id}", v.Project.Name.ToLowerInvariant()],
                o => site.Projects.Exists(p => Same(o, p.Key, p.Name, p.Id)))
            {
                IsProject = true,
                Rank = (_, v) => v.Project.Key,
            },
            "issuetype" => new JqlField(
                name, use, (_, v) => [v.Type.Name.ToLowerInvariant(), $"{v.Type.Id}"],
                o => site.IssueTypes.Exists(t => Same(o, t.Name, t.Name, t.Id)))
            {
                Rank = (_, v) => v.Type.Name,
            },
            "status" => new JqlField(
                name, use, (_, v) => TermsOf(v.Status),
                o => site.Statuses.Exists(s => Same(o, s.Name, s.Name, s.Id)))
            {
                Rank = (_, v) => v.Status.Category.Id * 100_000 + v.Status.Id,
            },
            "statusCategory" => new JqlField(
                name, use, (_, v) => [v.Status.Category.Name.ToLowerInvariant(), v.Status.Category.Key, $"{v.Status.Category.Id}"],
                o => StatusCategory.All.Any(c => Same(o, c.Name, c.Key, c.Id))),
            "created" => Date(name, use, (i, _) => i.CreatedAt),
            "updated" => Date(name, use, (_, v) => v.UpdatedAt),
            "resolutiondate" => Date(name, use, (_, v) => v.ResolvedAt),
            "statuscategorychangedate" => Date(name, use, (_, v) => v.StatusCategoryChangedAt),
            "creator" => new JqlField(name, use, (i, _) => UserKind.TermsOf(i.Creator), o => UserKind.KnowsUser(o, site))
            {
                IsUser = true,
                Rank = (i, _) => i.Creator.DisplayName,
            },
            "comment" => new JqlField(name, use, (_, _) => [], _ => true)
            {
                Words = (i, _) => string.Join('\n', i.Comments.Select(c => c.Body.Plain)),
            },
            "attachment" => new JqlField(name, use, (_, _) => [], _ => true) { IsEmpty = (i, _) => i.Attachments.Count == 0 },
            "issuelinks" => new JqlField(name, use, (_, _) => [], _ => true) { IsEmpty = (i, _) => i.Links.Count == 0 },
            _ => new JqlField(name, use, (_, _) => [], _ => true),
        };
    }

    private static JqlField AllText(Site site) => new("text", JqlUse.Words, (_, _) => [], _ => true)
    {
        Words = (issue, version) => string.Join('\n', site.Fields.All
            .Where(f => f.Kind is SummaryKind or LongTextKind or TextKind)
            .Select(f => version.Get(f.Id) is { } value ? f.Kind.Words(value) : null)
            .Concat(issue.Comments.Select(c => c.Body.Plain))),
    };

    private static JqlField Date(string name, JqlUse use, Func<Issue, IssueVersion, DateTimeOffset?> at) =>
        new(name, use | JqlUse.Equality, (_, _) => [], _ => true)
        {
            IsDate = true,
            Rank = (i, v) => at(i, v),
            IsEmpty = (i, v) => at(i, v) is null,
        };

    private static bool Same(string operand, string name, string other, int id) =>
        operand.Equals(name, StringComparison.OrdinalIgnoreCase)
        || operand.Equals(other, StringComparison.OrdinalIgnoreCase)
        || operand == $"{id}";
}
