using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>The scans that a command asked for, as they stood when the server was asked last.</summary>
/// <param name="asked">When they were asked for.</param>
internal sealed class Crawl(SecretsClient client, IReadOnlyList<SecretScanResponse> asked, TimeProvider clock)
{
    /// <summary>A server begins with so many at a time, in the order in which they were asked for.</summary>
    private const int MaxLooks = 20;

    private readonly List<SecretScanResponse> _scans = [.. asked.OrderBy(scan => scan.RequestedAt).ThenBy(scan => scan.Id.ToString(), StringComparer.Ordinal)];
    private readonly long _begun = clock.GetTimestamp();
    private readonly long _before = asked.Sum(scan => scan.Issues);

    private readonly Dictionary<string, int> _limits = [];

    public IReadOnlyList<SecretScanResponse> Scans => _scans;

    /// <summary>What kept it from going faster, each with its share of the time in which it was watched; what did most comes first. Empty: it was over before one could tell.</summary>
    public IReadOnlyList<CrawlLimit> LimitedBy =>
        [.. _limits.OrderByDescending(limit => limit.Value).Select(limit => new CrawlLimit(limit.Key, Math.Round((double)limit.Value / _limits.Values.Sum(), 2)))];

    /// <summary>The one that is looked through now; <see langword="null"/> between two.</summary>
    public SecretScanResponse? Current => _scans.FirstOrDefault(scan => scan.State == SecretScanStateName.AtWork);

    public int Over => _scans.Count(IsOver);

    /// <summary>What is not over was stopped by Jira: nothing goes on until a pause has passed.</summary>
    public bool IsOverOrStopped => _scans.TrueForAll(scan => IsOver(scan) || IsStopped(scan));

    /// <summary>Since it is watched.</summary>
    public double IssuesPerSecond =>
        clock.GetElapsedTime(_begun).TotalSeconds is > 0.5 and var seconds ? (_scans.Sum(scan => scan.Issues) - _before) / seconds : 0;

    public static bool IsOver(SecretScanResponse scan) => scan.State is SecretScanStateName.Done or SecretScanStateName.Failed;

    /// <summary>Asks how those stand that may have moved on.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var next = Enumerable.Range(0, _scans.Count).Where(i => !IsOver(_scans[i]))
            .OrderBy(i => _scans[i].State == SecretScanStateName.AtWork ? 0 : IsStopped(_scans[i]) ? 2 : 1)
            .Take(MaxLooks).ToList();
        foreach (var i in next)
            _scans[i] = await client.ScanAsync(_scans[i].Id, ct);
        if (Current?.SpeedLimit is { } limit)
            _limits[NameOf(limit)] = _limits.GetValueOrDefault(NameOf(limit)) + 1;
    }

    /// <summary>Without the moment: a pause is one limit, however often it comes.</summary>
    private static string NameOf(string limit) => limit.Split(", ", 2)[0];

    /// <summary>Asks how all stand that were not over.</summary>
    public async Task LookAtAllAsync(CancellationToken ct)
    {
        for (var i = 0; i < _scans.Count; i++)
        {
            if (!IsOver(_scans[i]))
                _scans[i] = await client.ScanAsync(_scans[i].Id, ct);
        }
    }

    /// <summary>Carries out here what waits.</summary>
    public Task RunAsync(CancellationToken ct) => client.RunAsync(ct);

    private static bool IsStopped(SecretScanResponse scan) => scan is { State: SecretScanStateName.Waiting, Problem: not null };
}

/// <param name="What">In a few words.</param>
/// <param name="Share">0 to 1, of the looks at it.</param>
internal sealed record CrawlLimit(string What, double Share);
