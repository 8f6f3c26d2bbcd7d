namespace Fairlead.Sandbox.Issues;

/// <summary>All issues by id and by every key they ever had.</summary>
internal sealed class IssueStore
{
    private readonly List<Issue> _all = [];
    private readonly Dictionary<long, Issue> _byId = [];
    private readonly Dictionary<string, Issue> _byKey = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Oldest first, deleted ones left out.</summary>
    public IReadOnlyList<Issue> All => _all;

    public int Count => _all.Count;

    public void Add(Issue issue)
    {
        _all.Add(issue);
        _byId[issue.Id] = issue;
        _byKey[issue.Key] = issue;
    }

    /// <summary>A moved issue is found under its former keys too.</summary>
    public void AddKey(Issue issue, string key) => _byKey[key] = issue;

    public void Remove(Issue issue)
    {
        issue.IsDeleted = true;
        _all.Remove(issue);
        _byId.Remove(issue.Id);
        foreach (var key in _byKey.Where(p => ReferenceEquals(p.Value, issue)).Select(p => p.Key).ToList())
            _byKey.Remove(key);
    }

    public Issue? Find(string idOrKey) =>
        idOrKey.Length > 0 && char.IsAsciiDigit(idOrKey[0]) && long.TryParse(idOrKey, out var id)
            ? _byId.GetValueOrDefault(id)
            : _byKey.GetValueOrDefault(idOrKey);

    public void Clear()
    {
        _all.Clear();
        _byId.Clear();
        _byKey.Clear();
    }
}
