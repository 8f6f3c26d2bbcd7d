using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Platform.Alerts.Reading;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Alerts.Folding;

/// <summary>The repeats of one alert in one request.</summary>
/// <param name="index">Of the first of them.</param>
internal sealed class FoldedAlert(byte[] fingerprint, AlertReport first, DateTimeOffset at, long index, long line)
{
    public byte[] Fingerprint { get; } = fingerprint;

    /// <summary>The latest of them, by its own time.</summary>
    public AlertReport Latest { get; private set; } = first;

    public Kernel.Severity Worst { get; private set; } = first.Severity;

    public long Count { get; private set; } = 1;

    public long Index { get; } = index;

    public long Line { get; } = line;

    public DateTimeOffset FirstAt { get; private set; } = at;

    public DateTimeOffset LastAt { get; private set; } = at;

    public void Add(AlertReport report, DateTimeOffset at)
    {
        Count++;
        if (report.Severity > Worst)
            Worst = report.Severity;
        if (at < FirstAt)
            FirstAt = at;
        if (at < LastAt)
            return;
        (LastAt, Latest) = (at, report);
    }
}

/// <summary>Puts repeats together while a request is read, so that memory follows the different alerts and not their number.</summary>
internal sealed class AlertFold
{
    /// <summary>Different alerts in one request.</summary>
    public const int MaxAlerts = 5_000;

    /// <summary>A clock may be wrong by so much; beyond, ours counts.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<Fingerprint, FoldedAlert> _alerts = [];

    public IReadOnlyCollection<FoldedAlert> Alerts => _alerts.Values;

    /// <param name="now">UTC. When it came.</param>
    /// <returns><see langword="false"/> when there are too many different ones.</returns>
    public bool TryAdd(AlertReport report, in AlertItem item, DateTimeOffset now)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(report.Identity));
        var at = report.At is { } stated && stated >= Earliest && stated <= now + Ahead ? stated : now;
        at = at > now ? now : at;
        var key = Fingerprint.From(hash);
        if (_alerts.TryGetValue(key, out var known))
            known.Add(report, at);
        else if (_alerts.Count < MaxAlerts)
            _alerts.Add(key, new FoldedAlert(hash, report, at, item.Index, item.Line));
        else
            return false;
        return true;
    }
}
