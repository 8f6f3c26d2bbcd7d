using System.Diagnostics;
using Fairlead.Platform.Findings;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>
/// A process of its own takes a report in and is killed at a named place, as by a power cut. What is there afterwards is
/// all of the report or nothing, and sending it again ends in the same.
/// </summary>
public abstract class ImportCrashContract(TestDatabase databases)
{
    private const string HeapLimit = "DOTNET_GCHeapHardLimit";
    private const int Findings = 12_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("import.after-begin:1", 0)]
    [InlineData("import.after-stage:1", 0)]
    [InlineData("import.after-stage:2", 0)]
    [InlineData("import.before-publish:1", 0)]
    [InlineData("import.after-publish:1", Findings)]
    public async Task A_first_import_is_there_whole_or_not_at_all(string killAt, int visible)
    {
        var location = await databases.MigratedAsync(typeof(FindingImports).Assembly, Ct);
        var report = Report.Of(Findings).ToBytes();
        await KilledAsync(location, report, killAt);

        await using var process = await CrashProcess.OpenAsync(location, Ct);
        Assert.Equal(visible, await process.CountAsync(Ct));
        if (visible == 0)
            await process.AssertListedAsDiscardedAsync(Ct);
        Assert.Equal(visible, await process.CountAsync(Ct));
        var outcome = await process.ImportAsync(report, Ct);

        Assert.True(visible == 0
            ? outcome is ImportOutcome.Accepted { Import.Counts.Created: Findings }
            : outcome is ImportOutcome.AlreadyImported);
        Assert.Equal(Findings, await process.CountAsync(Ct));
        await process.AssertNothingLeftOverAsync(Findings, Ct);
    }

    [Theory]
    [InlineData("import.after-stage:2", 0)]
    [InlineData("import.before-publish:1", 0)]
    [InlineData("import.after-decision:1", Findings)]
    [InlineData("import.after-portion:1", Findings)]
    public async Task Changes_of_what_is_visible_are_carried_out_whole_or_not_at_all(string killAt, int changed)
    {
        var location = await databases.MigratedAsync(typeof(FindingImports).Assembly, Ct);
        var first = Report.Of(Findings);
        await using (var before = await CrashProcess.OpenAsync(location, Ct))
            Assert.IsType<ImportOutcome.Accepted>(await before.ImportAsync(first.ToBytes(), Ct));
        var second = new Report([.. first.Entries.Select(e => e with { Severity = "Low" })]).ToBytes();
        await KilledAsync(location, second, killAt);

        await using var process = await CrashProcess.OpenAsync(location, Ct);
        await process.Imports.RecoverAsync(Ct);
        Assert.Equal(changed, await process.CountAsync(Ct, Kernel.Severity.Low));
        if (changed == 0)
            await process.AssertListedAsDiscardedAsync(Ct);
        await process.ImportAsync(second, Ct);

        Assert.Equal(Findings, await process.CountAsync(Ct, Kernel.Severity.Low));
        await process.AssertNothingLeftOverAsync(Findings, Ct);
    }

    [Theory]
    [InlineData("import.between-reports:1", 0)]
    [InlineData("import.between-reports:2", 0)]
    [InlineData("import.before-publish:1", 0)]
    [InlineData("import.after-publish:1", Findings)]
    public async Task Several_reports_are_there_together_or_not_at_all(string killAt, int visible)
    {
        var location = await databases.MigratedAsync(typeof(FindingImports).Assembly, Ct);
        byte[][] reports = [.. Report.Of(Findings).Entries.Chunk(Findings / 3).Select(e => new Report(e).ToBytes())];
        await KilledAsync(location, reports, killAt);

        await using var process = await CrashProcess.OpenAsync(location, Ct);
        Assert.Equal(visible, await process.CountAsync(Ct));
        if (visible == 0)
            await process.AssertListedAsDiscardedAsync(Ct);
        Assert.Equal(visible > 0, await process.ImportAsync(reports, Ct) is ImportOutcome.AlreadyImported);
        Assert.Equal(Findings, await process.CountAsync(Ct));
        await process.AssertNothingLeftOverAsync(Findings, Ct);
    }

    /// <summary>F063: with ever more memory, until it is enough; what was cut off before is not to be seen.</summary>
    [Fact]
    public async Task Too_little_memory_leaves_a_report_whole_or_not_at_all()
    {
        var location = await databases.MigratedAsync(typeof(FindingImports).Assembly, Ct);
        var report = Report.Of(Findings).ToBytes();
        var deaths = 0;
        for (var megabytes = 4; (await ChildAsync(location, [report], HeapLimit, $"{megabytes << 20:X}")).ExitCode != 0; megabytes += 4)
        {
            await using var after = await CrashProcess.OpenAsync(location, Ct);
            Assert.Equal(0, await after.CountAsync(Ct));
            deaths++;
        }

        Assert.InRange(deaths, 1, 30);
        await using var process = await CrashProcess.OpenAsync(location, Ct);
        Assert.Equal(Findings, await process.CountAsync(Ct));
        Assert.IsType<ImportOutcome.AlreadyImported>(await process.ImportAsync(report, Ct));
        await process.AssertNothingLeftOverAsync(Findings, Ct);
    }

    private static Task KilledAsync(DatabaseOptions location, byte[] report, string killAt) => KilledAsync(location, [report], killAt);

    private static async Task KilledAsync(DatabaseOptions location, byte[][] reports, string killAt)
    {
        var (exitCode, output) = await ChildAsync(location, reports, "FAIRLEAD_KILL", killAt);
        Assert.True(exitCode == 137, $"Not killed ({exitCode}): {output}");
    }

    /// <summary>Takes the reports in, in a process of its own, with one more environment variable.</summary>
    private static async Task<(int ExitCode, string Output)> ChildAsync(DatabaseOptions location, byte[][] reports, string variable, string value)
    {
        string[] files = [.. reports.Select(_ => Path.GetTempFileName())];
        try
        {
            foreach (var (file, report) in files.Zip(reports))
                await File.WriteAllBytesAsync(file, report, Ct);
            using var child = Process.Start(new ProcessStartInfo("dotnet")
            {
                ArgumentList = { typeof(ImportCrashContract).Assembly.Location, "-explicit", "only", "-method", $"*{nameof(CrashProcess)}.{nameof(CrashProcess.Takes_a_report_in)}" },
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    [variable] = value,
                    ["FAIRLEAD_CRASH_ENGINE"] = location.Engine.ToString(),
                    ["FAIRLEAD_CRASH_LOCATION"] = location.Location,
                    ["FAIRLEAD_CRASH_REPORTS"] = string.Join(':', files),
                },
            })!;
            var output = child.StandardOutput.ReadToEndAsync(Ct);
            var errors = child.StandardError.ReadToEndAsync(Ct);
            await (variable == HeapLimit ? child.EndOrKillAsync(Ct) : child.WaitForExitAsync(Ct));
            return (child.ExitCode, $"{await output} {await errors}");
        }
        finally
        {
            foreach (var file in files)
                File.Delete(file);
        }
    }

    public class OnSqlite(SqliteTestDatabase databases) : ImportCrashContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : ImportCrashContract(databases), IClassFixture<PostgresTestDatabase>;
}
