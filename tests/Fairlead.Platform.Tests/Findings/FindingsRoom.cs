using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>The room over a database, with a clock that a test moves.</summary>
internal sealed class FindingsRoom
{
    private FindingsRoom(Database database, TestClock clock, InstanceIdentity instance, FindingsOptions options)
    {
        Database = database;
        Clock = clock;
        Events = new EventLog(database, clock);
        Activity = new ActivityLog(database, instance, clock);
        Imports = new FindingImports(
            database, Events, Activity, NoReserve.Over(clock), Options.Create(options), clock, NullLogger<FindingImports>.Instance);
        Intelligence = new ThreatIntelligence(database, Events, Activity, clock);
        Catalog = new FindingCatalog(database, Intelligence, Events, Activity, clock);
    }

    public Database Database { get; }

    public TestClock Clock { get; }

    public EventLog Events { get; }

    public ActivityLog Activity { get; }

    public FindingImports Imports { get; }

    public ThreatIntelligence Intelligence { get; }

    public FindingCatalog Catalog { get; }

    public static async Task<FindingsRoom> OpenAsync(TestDatabase databases, CancellationToken ct, FindingsOptions? options = null)
    {
        var database = await databases.EmptyAsync(ct, typeof(FindingImports).Assembly);
        var clock = new TestClock();
        return new FindingsRoom(database, clock, await InstanceIdentity.LoadAsync(database, clock, ct), options ?? new FindingsOptions());
    }

    /// <summary>Another process's view of the same database.</summary>
    public async Task<FindingsRoom> AgainAsync(CancellationToken ct) =>
        new(Database, Clock, await InstanceIdentity.LoadAsync(Database, Clock, ct), new FindingsOptions());

    /// <summary>Imports and moves the clock on by an hour.</summary>
    public async Task<ImportOutcome> TryImportAsync(Report report, CancellationToken ct, ImportRequest? request = null)
    {
        Clock.Advance(TimeSpan.FromHours(1));
        using var stream = new MemoryStream(report.ToBytes());
        return await Imports.ImportAsync(stream, request ?? new ImportRequest(), progress: null, ct);
    }

    /// <summary>Imports several reports as one and moves the clock on by an hour.</summary>
    public async Task<ImportOutcome> TryImportAsync(IReadOnlyList<Report> reports, CancellationToken ct, ImportRequest? request = null)
    {
        Clock.Advance(TimeSpan.FromHours(1));
        var parts = reports.Select((r, i) => new ReportPart(new MemoryStream(r.ToBytes()), $"part-{i}.json"));
        return await Imports.ImportAsync(parts.ToAsyncEnumerable(), request ?? new ImportRequest(), progress: null, ct);
    }

    public async Task<Import> ImportAsync(IReadOnlyList<Report> reports, CancellationToken ct, ImportRequest? request = null) =>
        Assert.IsType<ImportOutcome.Accepted>(await TryImportAsync(reports, ct, request)).Import;

    public async Task<Import> ImportAsync(Report report, CancellationToken ct, ImportRequest? request = null) =>
        Assert.IsType<ImportOutcome.Accepted>(await TryImportAsync(report, ct, request)).Import;

    public async Task<IReadOnlyList<FindingSummary>> AllAsync(CancellationToken ct, FindingFilter? filter = null)
    {
        var all = new List<FindingSummary>();
        await foreach (var finding in Catalog.StreamSummariesAsync(filter ?? FindingFilter.Everything, ct))
            all.Add(finding);
        return all;
    }

    public async Task<FindingSummary> OneAsync(string title, CancellationToken ct) =>
        (await AllAsync(ct)).Single(f => f.Title == title);

    public async Task<IReadOnlyDictionary<FindingStatus, int>> StatusesAsync(CancellationToken ct) =>
        (await AllAsync(ct)).GroupBy(f => f.Status).ToDictionary(g => g.Key, g => g.Count());
}

/// <summary>A report in the generic JSON format. The number makes two reports of the same findings different bytes.</summary>
internal sealed record Report(params IReadOnlyList<Entry> Entries)
{
    private static int _made;

    public string? Asset { get; init; } = "shop";

    public string Scanner { get; init; } = "checker";

    public string? Branch { get; init; }

    public string? ScanKind { get; init; }

    public bool IsComplete { get; init; } = true;

    public DateTimeOffset? CreatedAt { get; init; }

    public int Number { get; init; } = Interlocked.Increment(ref _made);

    public static Report Of(int count) => new([.. Enumerable.Range(0, count).Select(Entry.Number)]);

    public Report Again() => this with { Number = Interlocked.Increment(ref _made) };

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["scanner"] = Scanner,
        ["asset"] = Asset,
        ["branch"] = Branch,
        ["scan_kind"] = ScanKind,
        ["complete"] = IsComplete,
        ["created_at"] = CreatedAt?.ToString("O", CultureInfo.InvariantCulture),
        ["x_number"] = Number,
        ["findings"] = Entries.Select(e => e.ToJson()),
    }.Where(p => p.Value is not null).ToDictionary()));
}

/// <summary>One entry: the id is its identity.</summary>
internal sealed record Entry(string Id)
{
    public string Severity { get; init; } = "High";

    public string? Description { get; init; }

    public string? Title { get; init; }

    public string? Status { get; init; }

    public string? FixVersion { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Package { get; init; }

    public IReadOnlyList<string> Cves { get; init; } = [];

    public string? Cvss { get; init; }

    public static Entry Number(int i) => new(string.Create(CultureInfo.InvariantCulture, $"E-{i:0000}"));

    public object ToJson() => new Dictionary<string, object?>
    {
        ["id"] = Id,
        ["title"] = Title ?? Id,
        ["severity"] = Severity,
        ["description"] = Description,
        ["status"] = Status,
        ["fix_version"] = FixVersion,
        ["component_name"] = Package,
        ["vulnerability_ids"] = Cves.Count > 0 ? Cves : null,
        ["cvssv4"] = Cvss,
        ["tags"] = Tags.Count > 0 ? Tags : null,
    }.Where(p => p.Value is not null).ToDictionary();
}
