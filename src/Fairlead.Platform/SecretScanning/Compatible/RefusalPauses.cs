using Fairlead.Platform.Operations;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary>After some refusals of the same subject Jira is not asked about it for a while, which doubles with each further one. It is forgotten after a day without one.</summary>
/// <param name="free">So many refusals cost nothing.</param>
/// <param name="first">The pause after them.</param>
/// <param name="longest">Of the pauses.</param>
internal sealed class RefusalPauses(int free, TimeSpan first, TimeSpan longest)
{
    private const int MaxKnown = 20_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Refusals, DateTimeOffset LastAt)> _refused = new(StringComparer.Ordinal);

    /// <returns>How long it is still not asked about; <see langword="null"/>: it may be.</returns>
    public TimeSpan? LeftOf(string subject, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_refused.TryGetValue(subject, out var known) || known.Refusals < free)
                return null;
            var left = known.LastAt + PauseAfter(known.Refusals) - now;
            return left > TimeSpan.Zero ? left : null;
        }
    }

    public void Note(string subject, DateTimeOffset now)
    {
        lock (_gate)
        {
            // A flood of subjects drives out the oldest, never grows.
            if (_refused.Count >= MaxKnown)
            {
                foreach (var old in _refused.OrderBy(entry => entry.Value.LastAt).Take(MaxKnown / 2).Select(entry => entry.Key).ToList())
                    _refused.Remove(old);
            }

            _refused[subject] = _refused.TryGetValue(subject, out var known) && now - known.LastAt < Kept ? (known.Refusals + 1, now) : (1, now);
        }
    }

    public void Forget(string subject)
    {
        lock (_gate)
            _refused.Remove(subject);
    }

    private TimeSpan PauseAfter(int refusals) => DoublingPause.After(refusals - free, first, longest);
}
