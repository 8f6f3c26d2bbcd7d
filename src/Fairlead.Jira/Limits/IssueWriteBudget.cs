namespace Fairlead.Jira.Limits;

/// <summary>Atlassian's limit on writes to one issue: so many in any 2 s and so many in any 30 s. Not thread-safe; the limiter locks.</summary>
internal sealed class IssueWriteBudget(int shortLimit, int longLimit)
{
    private const int MaxIssues = 4096;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, List<DateTimeOffset>> _writes = [];

    /// <summary>When the next write to this issue fits; in the past when it fits now.</summary>
    public DateTimeOffset NextFit(string issue)
    {
        if (!_writes.TryGetValue(issue, out var writes))
            return DateTimeOffset.MinValue;
        var afterShort = writes.Count >= shortLimit ? writes[^shortLimit] + Short : DateTimeOffset.MinValue;
        var afterLong = writes.Count >= longLimit ? writes[^longLimit] + Long : DateTimeOffset.MinValue;
        return afterShort > afterLong ? afterShort : afterLong;
    }

    public void Wrote(string issue, DateTimeOffset now)
    {
        if (_writes.Count >= MaxIssues)
            ForgetIdle(now);
        if (!_writes.TryGetValue(issue, out var writes))
            _writes[issue] = writes = [];
        writes.Add(now);
        writes.RemoveAll(w => w <= now - Long);
    }

    private void ForgetIdle(DateTimeOffset now)
    {
        foreach (var (issue, _) in _writes.Where(w => w.Value[^1] <= now - Long).ToList())
            _writes.Remove(issue);
    }
}
