using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Bench.Tickets;

/// <summary>What EPSS scores and exploit maturities cost: taking them in, and reading all findings for a plan before and after.</summary>
internal static class ThreatsBench
{
    private const int FirstYear = 2015;
    private const int Years = 11;
    private const int FirstNumber = 10_000;

    private static CancellationToken Ct => CancellationToken.None;

    public static async Task<int> RunAsync(string[] args)
    {
        var findings = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var scores = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300_000;
        var folder = Directory.CreateTempSubdirectory("fairlead-bench-");
        try
        {
            await using var database = await Database.OpenAsync(DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "bench.db")), Ct);
            await database.MigrateAsync(typeof(TicketSync).Assembly, TimeProvider.System, Ct);
            await MeasureAsync(database, findings, scores);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(Database database, int findings, int scores)
    {
        var activity = new ActivityLog(database, await InstanceIdentity.LoadAsync(database, TimeProvider.System, Ct), TimeProvider.System);
        var events = new Platform.Operations.EventLog(database, TimeProvider.System);
        var intelligence = new ThreatIntelligence(database, events, activity, TimeProvider.System);
        var source = new CatalogFindings(new FindingCatalog(database, intelligence, events, activity, TimeProvider.System));
        await ImportAsync(database, events, activity, findings);
        await ReadAsync("read, no scores yet", source);
        await ReadAsync("read, no scores", source);
        var file = ScoresOf(scores);
        await TellAsync($"take in {scores:N0} scores", async () => await intelligence.ImportAsync(file, Actor.System, Ct) is IntelligenceOutcome.Taken { IsChanged: true });
        await ReadAsync("read, scores for the first time", source);
        await ReadAsync("read, scores in memory", source);
        var list = MaturitiesOf(scores);
        await TellAsync($"take in {scores:N0} maturities", async () => await intelligence.ImportAsync(list, Actor.System, Ct) is IntelligenceOutcome.Taken { IsChanged: true });
        await ReadAsync("read, also maturities first time", source);
        await ReadAsync("read, also maturities in memory", source);
        var catalog = new FindingCatalog(database, intelligence, events, activity, TimeProvider.System);
        var attacked = new FindingFilter { ExploitMaturity = ExploitMaturity.Attacked };
        await TellAsync("count what is attacked", async () => (await catalog.CountAsync(attacked, Ct)).Total);
    }

    private static Task ReadAsync(string what, CatalogFindings source) => TellAsync(what, async () =>
    {
        var exploited = 0;
        await foreach (var finding in source.StreamAsync(TicketFilter.Everything, Ct))
            exploited += finding.Threat.Epss >= 0.5 ? 1 : 0;
        return exploited;
    });

    private static async Task TellAsync<T>(string what, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        var result = await work();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-32} {watch.Elapsed.TotalMilliseconds,8:N0} ms  {result}"));
    }

    private static async Task ImportAsync(Database database, Platform.Operations.EventLog events, ActivityLog activity, int count)
    {
        using var imports = new FindingImports(
            database,
            events,
            activity,
            new ReserveFile(DataDirectory.Open(AppContext.BaseDirectory), TimeProvider.System, NullLogger<ReserveFile>.Instance),
            Options.Create(new FindingsOptions()),
            TimeProvider.System,
            NullLogger<FindingImports>.Instance);
        await JiraCallsBench.ImportAsync(imports, count);
    }

    private static MemoryStream MaturitiesOf(int count)
    {
        var csv = new StringBuilder("cve,exploit_maturity\n");
        for (var i = 0; i < count; i++)
            csv.Append(CultureInfo.InvariantCulture, $"CVE-{FirstYear + (i % Years)}-{FirstNumber + (i / Years)},{"UPFA"[i % 4]}\n");
        return new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString()));
    }

    /// <summary>Ids as the report has them, so that many findings have a score.</summary>
    private static MemoryStream ScoresOf(int count)
    {
        var csv = new StringBuilder("#model_version:v1,score_date:2026-01-01T00:00:00Z\ncve,epss,percentile\n");
        for (var i = 0; i < count; i++)
            csv.Append(CultureInfo.InvariantCulture, $"CVE-{FirstYear + (i % Years)}-{FirstNumber + (i / Years)},{i % 1000 / 1000.0:0.00000},0.5\n");
        return new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString()));
    }
}
