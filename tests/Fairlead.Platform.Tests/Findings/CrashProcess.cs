using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>What one process does; the explicit test is the child's part.</summary>
public sealed class CrashProcess : IAsyncDisposable
{
    private static readonly SqlText LeftOverSql = SqlText.FromFixedParts(
        """
        SELECT (SELECT count(*) FROM import_changes) + (SELECT count(*) FROM imports WHERE state IN (1, 2))
             + abs((SELECT count(*) FROM findings) - @findings) + abs((SELECT count(*) FROM occurrences) - @findings)
             + abs((SELECT sum(live) FROM scopes) - @findings) + abs((SELECT sum(next_ordinal) FROM scopes) - @findings)
        """);

    private Database? _database;

    internal FindingImports Imports { get; private set; } = null!;

    internal static async Task<CrashProcess> OpenAsync(DatabaseOptions location, CancellationToken ct)
    {
        var database = await Database.OpenAsync(location, ct);
        await database.MigrateAsync(typeof(FindingImports).Assembly, TimeProvider.System, ct);
        var instance = await InstanceIdentity.LoadAsync(database, TimeProvider.System, ct);
        return new CrashProcess
        {
            _database = database,
            Imports = new FindingImports(
                database,
                new EventLog(database, TimeProvider.System),
                new ActivityLog(database, instance, TimeProvider.System),
                NoReserve.Over(TimeProvider.System),
                Options.Create(new FindingsOptions()),
                TimeProvider.System,
                NullLogger<FindingImports>.Instance),
        };
    }

    [Fact(Explicit = true)]
    public async Task Takes_a_report_in()
    {
        var ct = TestContext.Current.CancellationToken;
        if (Environment.GetEnvironmentVariable("FAIRLEAD_CRASH_LOCATION") is not { } location)
            return;
        var engine = Enum.Parse<DatabaseEngine>(Environment.GetEnvironmentVariable("FAIRLEAD_CRASH_ENGINE")!);
        await using var process = await OpenAsync(new DatabaseOptions(engine, location), ct);
        var reports = Environment.GetEnvironmentVariable("FAIRLEAD_CRASH_REPORTS")!.Split(':');
        await process.ImportAsync([.. reports.Select(File.ReadAllBytes)], ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    internal Task<ImportOutcome> ImportAsync(byte[] report, CancellationToken ct) => ImportAsync([report], ct);

    internal Task<ImportOutcome> ImportAsync(byte[][] reports, CancellationToken ct) => Imports.ImportAsync(
        reports.Select(r => new ReportPart(new MemoryStream(r), null)).ToAsyncEnumerable(), new ImportRequest { FileName = "shop.json" }, null, ct);

    internal async Task<long> CountAsync(CancellationToken ct, Kernel.Severity? severity = null)
    {
        var catalog = new FindingCatalog(
            _database!, new ThreatIntelligence(_database!, null!, null!, TimeProvider.System), new EventLog(_database!, TimeProvider.System), null!, TimeProvider.System);
        return (await catalog.CountAsync(new FindingFilter { Severities = severity is { } s ? [s] : [] }, ct)).Total;
    }

    /// <summary>After the recovery, the killed import is listed with why and what to do.</summary>
    internal async Task AssertListedAsDiscardedAsync(CancellationToken ct)
    {
        await Imports.RecoverAsync(ct);
        var killed = (await Imports.ListAsync(null, 10, ct)).Items[0];
        Assert.Equal((ImportState.Discarded, "shop.json"), (killed.State, killed.FileName));
        Assert.Equal(new ImportFailure("The program ended before the report was taken in.", "Import the report again."), killed.Failure);
        Assert.InRange(killed.StartedAt, DateTimeOffset.UnixEpoch, killed.FinishedAt!.Value);
        Assert.Equal(ImportCounts.None, killed.Counts);
    }

    internal async Task AssertNothingLeftOverAsync(long findings, CancellationToken ct) =>
        Assert.Equal(0, await _database!.FirstAsync<long>(LeftOverSql, new { findings }, ct));
}
