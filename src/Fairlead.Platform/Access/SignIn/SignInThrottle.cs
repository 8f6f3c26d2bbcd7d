namespace Fairlead.Platform.Access.SignIn;

/// <summary>
/// Slows guessing down: after a few failures each further attempt of the same name from the same address, and of one address
/// over all names, must wait, doubling up to 15 minutes. Another address can still sign in, so nobody is locked out by others.
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int FreeFailuresPerName = 5;
    private const int FreeFailuresPerAddress = 30;
    private const int MaxEntries = 10_000;

    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Failures, DateTimeOffset LastAt)> _failures = new(StringComparer.Ordinal);

    /// <returns>How long to wait; zero when an attempt may be made now.</returns>
    public TimeSpan PauseFor(string name, string address)
    {
        lock (_gate)
        {
            var byName = Pause(NameKey(name, address), FreeFailuresPerName);
            var byAddress = Pause(address, FreeFailuresPerAddress);
            return byName > byAddress ? byName : byAddress;
        }
    }

    public void Failed(string name, string address)
    {
        lock (_gate)
        {
            if (_failures.Count >= MaxEntries)
                ForgetOld();
            Count(NameKey(name, address));
            Count(address);
        }
    }

    public void Succeeded(string name, string address)
    {
        lock (_gate)
            _failures.Remove(NameKey(name, address));
    }

    private TimeSpan Pause(string key, int free)
    {
        if (!_failures.TryGetValue(key, out var entry) || entry.Failures < free)
            return TimeSpan.Zero;
        var seconds = Math.Min(Math.Pow(2, entry.Failures - free + 1), MaxPause.TotalSeconds);
        var wait = entry.LastAt + TimeSpan.FromSeconds(seconds) - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private void Count(string key)
    {
        var now = clock.GetUtcNow();
        var isRecent = _failures.TryGetValue(key, out var entry) && now - entry.LastAt < 2 * MaxPause;
        _failures[key] = (isRecent ? entry.Failures + 1 : 1, now);
    }

    private void ForgetOld()
    {
        foreach (var key in _failures.OrderBy(f => f.Value.LastAt).Take(MaxEntries / 2).Select(f => f.Key).ToList())
            _failures.Remove(key);
    }

    private static string NameKey(string name, string address) => $"{address}\n{name.ToLowerInvariant()}";
}
