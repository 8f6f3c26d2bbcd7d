using System.Diagnostics;
using System.Globalization;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Reports;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Bench.Imports;

/// <summary>Makes reports and takes them in, in a process of its own so that its peak memory is its own.</summary>
internal static class ImportsBench
{
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["generate", var file, var count, var generation, var changed]:
                await using (var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
                    TrivyLikeReport.Write(output, Number(count), (int)Number(generation), (int)Number(changed));
                return 0;
            case ["read", var file]:
                return await ReadAsync(file);
            case ["run", var engine, var location, .. var files]:
                return await ImportAsync(engine == "postgres" ? DatabaseOptions.Postgres(location) : DatabaseOptions.Sqlite(location), files);
            case ["sites", var engine, var location, var count]:
                await InstallAsync(engine == "postgres" ? DatabaseOptions.Postgres(location) : DatabaseOptions.Sqlite(location), (int)Number(count));
                return 0;
            default:
                return 64;
        }
    }

    /// <summary>Takes the reports in one after the other and tells the figures of the last: what a server does that has run for a while.</summary>
    private static async Task<int> ImportAsync(DatabaseOptions location, string[] files)
    {
        await using var database = await Database.OpenAsync(location, CancellationToken.None);
        await database.MigrateAsync(typeof(FindingImports).Assembly, TimeProvider.System, CancellationToken.None);
        var instance = await InstanceIdentity.LoadAsync(database, TimeProvider.System, CancellationToken.None);
        using var imports = new FindingImports(
            database,
            new Platform.Operations.EventLog(database, TimeProvider.System),
            new ActivityLog(database, instance, TimeProvider.System),
            // Empty: the measured disk has room.
            new ReserveFile(DataDirectory.Open(AppContext.BaseDirectory), TimeProvider.System, NullLogger<ReserveFile>.Instance),
            Options.Create(new FindingsOptions { MaxUploadBytes = long.MaxValue }),
            TimeProvider.System,
            NullLogger<FindingImports>.Instance);

        var figures = "";
        foreach (var file in files)
        {
            await using var report = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            var outcome = await imports.ImportAsync(report, new ImportRequest { Asset = "shop" }, progress: null, CancellationToken.None);
            watch.Stop();
            if (outcome is not ImportOutcome.Accepted { Import: var import })
            {
                Console.Error.WriteLine(outcome);
                return 1;
            }

            figures = string.Create(
                CultureInfo.InvariantCulture,
                $"{import.Counts.Read} findings in {watch.Elapsed.TotalSeconds:0.00} s = {import.Counts.Read / watch.Elapsed.TotalSeconds:0}/s, CPU {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.0} s, peak RSS {PeakMegabytes():0} MB, created {import.Counts.Created}, seen {import.Counts.Seen}, changed {import.Counts.Changed}");
        }

        Console.WriteLine(figures);
        return 0;
    }

    /// <summary>Sites that are told of findings, so that each change of one is noted for each.</summary>
    private static async Task InstallAsync(DatabaseOptions location, int count)
    {
        await using var database = await Database.OpenAsync(location, CancellationToken.None);
        await database.MigrateAsync(typeof(FindingImports).Assembly, TimeProvider.System, CancellationToken.None);
        await using var work = await database.BeginAsync(CancellationToken.None);
        await work.ExecuteAsync(SqlText.FromFixedParts("DELETE FROM provider_sites"), null, CancellationToken.None);
        await work.ExecuteAsync(SqlText.FromFixedParts("DELETE FROM provider_changes"), null, CancellationToken.None);
        for (var site = 0; site < count; site++)
        {
            await work.ExecuteAsync(
                SqlText.FromFixedParts(
                    "INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked) VALUES (@key, @url, 1, @now, @now, 1, 1, 0, 0)"),
                new { key = $"site-{site}", url = $"https://site-{site}.atlassian.net", now = TimeProvider.System.GetUtcNow() },
                CancellationToken.None);
        }

        await work.CommitAsync(CancellationToken.None);
    }

    /// <summary>Reading alone, as the lower bound of every import.</summary>
    private static async Task<int> ReadAsync(string file)
    {
        await using var report = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var watch = Stopwatch.StartNew();
        await using var reading = await ReportReaders.ReadAsync(report, declared: null, ReportOptions.Default, CancellationToken.None);
        var count = 0L;
        await foreach (var _ in reading)
            count++;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} findings read in {watch.Elapsed.TotalSeconds:0.00} s = {count / watch.Elapsed.TotalSeconds:0}/s, CPU {Environment.CpuUsage.TotalTime.TotalSeconds:0.0} s, peak RSS {PeakMegabytes():0} MB"));
        return 0;
    }

    private static long PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
