using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Search;

/// <summary>What JQL sees: every issue's version of a while ago, findable by label without looking at all.</summary>
internal sealed class SearchIndex(Site site)
{
    private readonly Queue<(DateTimeOffset Due, Issue Issue, IssueVersion? Version)> _pending = [];
    private readonly Dictionary<string, HashSet<Issue>> _byLabel = [];
    private readonly HashSet<Issue> _indexed = [];
    private List<Issue>? _newestFirst;

    /// <summary>All indexed issues, newest first.</summary>
    public IReadOnlyList<Issue> NewestFirst => _newestFirst ??= [.. _indexed.OrderByDescending(i => i.Id)];

    public SearchCursors Cursors { get; } = new();

    public int PendingCount => _pending.Count;

    /// <summary>An issue was made, changed or deleted.</summary>
    public void Changed(Issue issue)
    {
        var version = issue.IsDeleted ? null : issue.Now;
        if (site.IndexLag <= TimeSpan.Zero && !site.IsIndexStopped && _pending.Count == 0)
            Take(issue, version);
        else
            _pending.Enqueue((site.Now + site.IndexLag, issue, version));
    }

    /// <summary>Takes in what is due by now.</summary>
    public void CatchUp()
    {
        var now = site.Now;
        while (!site.IsIndexStopped && _pending.TryPeek(out var next) && next.Due <= now)
        {
            _pending.Dequeue();
            Take(next.Issue, next.Version);
        }
    }

    /// <summary>Takes in everything, as a re-index does.</summary>
    public void Rebuild()
    {
        while (_pending.TryDequeue(out var next))
            Take(next.Issue, next.Version);
    }

    public IReadOnlyCollection<Issue> WithLabel(string lowerCaseLabel) =>
        _byLabel.TryGetValue(lowerCaseLabel, out var issues) ? issues : [];

    public void Clear()
    {
        _pending.Clear();
        _byLabel.Clear();
        _indexed.Clear();
        _newestFirst = null;
        Cursors.Clear();
    }

    private void Take(Issue issue, IssueVersion? version)
    {
        var before = issue.Indexed?.Get(FieldIds.Labels);
        var after = version?.Get(FieldIds.Labels);
        if (!ReferenceEquals(before, after))
        {
            foreach (var label in LabelsKind.Of(before))
                _byLabel.GetValueOrDefault(label.ToLowerInvariant())?.Remove(issue);
            foreach (var label in LabelsKind.Of(after))
                LabelSlot(label).Add(issue);
        }

        issue.Indexed = version;
        if (version is null ? _indexed.Remove(issue) : _indexed.Add(issue))
            _newestFirst = null;
    }

    private HashSet<Issue> LabelSlot(string label)
    {
        var lower = label.ToLowerInvariant();
        if (!_byLabel.TryGetValue(lower, out var slot))
            _byLabel[lower] = slot = [];
        return slot;
    }
}
