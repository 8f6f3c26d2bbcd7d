using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>How many requests each provider has left in the current second, in this process.</summary>
internal sealed class RequestLimit(IOptions<SecurityInformationOptions> options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Second, int Used)> _windows = new(StringComparer.Ordinal);

    public int Most => options.Value.MaxRequestsPerSecond;

    /// <summary>How many they can be in a minute, in which unit the specification has the limit told.</summary>
    public long MostPerMinute => 60L * Most;

    /// <summary>Counts one request.</summary>
    /// <returns>Whether it may be done, what is left, and when the next second begins.</returns>
    public (bool IsGranted, int Remaining, DateTimeOffset Reset) Take(string provider)
    {
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            var window = _windows.GetValueOrDefault(provider);
            var used = (window.Second == second ? window.Used : 0) + 1;
            _windows[provider] = (second, Math.Min(used, Most + 1));
            return (used <= Most, Math.Max(0, Most - used), DateTimeOffset.FromUnixTimeSeconds(second + 1));
        }
    }
}
