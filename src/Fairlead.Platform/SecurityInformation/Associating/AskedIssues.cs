using System.Collections.Concurrent;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>
/// What Jira said of issues within the last hour, so that what was begun goes on where it was, and how many were asked for in this minute. Where it did not answer, it is
/// asked again in the next minute.
/// </summary>
internal sealed class AskedIssues(TimeProvider clock)
{
    private const int Most = 10_000;

    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Provider, string Name), (FoundIssue Found, DateTimeOffset At)> _known = new();
    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, int Asked, bool IsSilent)> _turns = new(StringComparer.Ordinal);

    /// <returns><see langword="null"/>: Jira is to be asked.</returns>
    public FoundIssue? Known(string provider, string name) =>
        _known.TryGetValue((provider, name), out var known) && clock.GetUtcNow() - known.At < Keep ? known.Found : null;

    /// <summary>Counts one more.</summary>
    public bool MayAsk(string provider, int most)
    {
        var now = clock.GetUtcNow();
        var turn = _turns.AddOrUpdate(provider, _ => (now, 1, false), (_, t) => now - t.Since >= Turn ? (now, 1, false) : t with { Asked = t.Asked + 1 });
        return turn.Asked <= most && !turn.IsSilent;
    }

    public void Note(string provider, string name, FoundIssue found)
    {
        if (found.IsForNow)
        {
            _turns.AddOrUpdate(provider, _ => (clock.GetUtcNow(), 1, true), (_, t) => t with { IsSilent = true });
            return;
        }

        if (_known.Count >= Most)
            _known.Clear();
        _known[(provider, name)] = (found, clock.GetUtcNow());
    }
}
