using System.Net;
using System.Net.Sockets;

namespace Fairlead.Platform.Access;

/// <summary>
/// Slows guessing down: after a few failures each further attempt of the same name from the same address, and of one address
/// over all names, must wait, doubling up to 15 minutes. Another address can still sign in, so nobody is locked out by others.
/// An attempt counts as failed from its beginning, so that a thousand at once are not a thousand free ones.
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int FreeFailuresPerName = 5;
    private const int FreeFailuresPerAddress = 30;
    private const int MaxEntries = 10_000;

    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Failures, DateTimeOffset LastAt)> _failures = new(StringComparer.Ordinal);

    /// <returns>How long to wait; zero when an attempt is made now, which <see cref="Succeeded"/> takes back.</returns>
    public TimeSpan Begin(string name, string address)
    {
        lock (_gate)
        {
            address = Network(address);
            var byName = Pause(NameKey(name, address), FreeFailuresPerName);
            var byAddress = Pause(address, FreeFailuresPerAddress);
            var pause = byName > byAddress ? byName : byAddress;
            if (pause > TimeSpan.Zero)
                return pause;
            if (_failures.Count >= MaxEntries)
                ForgetOld();
            Count(NameKey(name, address));
            Count(address);
            return TimeSpan.Zero;
        }
    }

    public void Succeeded(string name, string address)
    {
        lock (_gate)
        {
            address = Network(address);
            _failures.Remove(NameKey(name, address));
            if (_failures.TryGetValue(address, out var entry))
                _failures[address] = entry with { Failures = entry.Failures - 1 };
        }
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

    /// <summary>Whoever has one address of version 6 has the 64 bits behind it too.</summary>
    private static string Network(string address) =>
        IPAddress.TryParse(address, out var ip) && ip is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexStringLower(ip.GetAddressBytes().AsSpan(0, 8))
            : address;

    private static string NameKey(string name, string address) => $"{address}\n{name.ToLowerInvariant()}";
}
