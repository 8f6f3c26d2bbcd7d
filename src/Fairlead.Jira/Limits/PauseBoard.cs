namespace Fairlead.Jira.Limits;

/// <summary>The pauses of one kind of thing, with how often each was limited in a row. Not thread-safe; the limiter locks.</summary>
internal sealed class PauseBoard(LimitScope scope)
{
    private const int MaxEntries = 4096;
    private readonly Dictionary<string, Entry> _entries = [];

    public DateTimeOffset UntilOf(string name) => _entries.TryGetValue(name, out var entry) ? entry.Until : DateTimeOffset.MinValue;

    public int StrikesOf(string name) => _entries.TryGetValue(name, out var entry) ? entry.Strikes : 0;

    /// <summary>Never shortens a pause.</summary>
    public void Set(string name, DateTimeOffset until, string reason, bool isStrike)
    {
        if (_entries.Count >= MaxEntries)
            ForgetHalf();
        var entry = _entries.GetValueOrDefault(name);
        _entries[name] = new(
            until > (entry?.Until ?? DateTimeOffset.MinValue) ? until : entry!.Until, reason, (entry?.Strikes ?? 0) + (isStrike ? 1 : 0));
    }

    /// <summary>A call of this name went through after its pause: the next one starts small again.</summary>
    public void Succeeded(string name, DateTimeOffset now)
    {
        if (_entries.TryGetValue(name, out var entry) && entry.Until <= now)
            _entries.Remove(name);
    }

    public IEnumerable<JiraPause> Active(DateTimeOffset now) =>
        _entries.Where(e => e.Value.Until > now).Select(e => new JiraPause(scope, e.Key, e.Value.Until, e.Value.Reason));

    private void ForgetHalf()
    {
        // The oldest half: pauses that end first matter least.
        foreach (var (name, _) in _entries.OrderBy(e => e.Value.Until).Take(MaxEntries / 2).ToList())
            _entries.Remove(name);
    }

    private sealed record Entry(DateTimeOffset Until, string Reason, int Strikes);
}
