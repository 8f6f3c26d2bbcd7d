namespace Fairlead.Reports.Tests;

/// <summary>The reports that the demo imports.</summary>
public sealed class LedgerSampleTests
{
    [Fact]
    public async Task The_second_state_fixes_part_and_adds_part_and_closes_little_enough_for_the_guard()
    {
        var first = await ReadAsync("ledger-1.sarif");
        var second = await ReadAsync("ledger-2.sarif");
        var before = Keys(first);
        var after = Keys(second);
        Assert.Equal((26, 26, 24, 24), (first.Findings.Count, before.Count, second.Findings.Count, after.Count));
        Assert.Equal((9, 7), (before.Except(after).Count(), after.Except(before).Count()));
        Assert.Equal(first.Header.Runs[0] with { Revision = "v2" }, second.Header.Runs[0]);
    }

    [Fact]
    public async Task The_third_report_is_a_later_scan_of_the_second_state()
    {
        var second = await ReadAsync("ledger-2.sarif");
        var third = await ReadAsync("ledger-3.sarif");
        Assert.Equal(second.Identities(), third.Identities());
        Assert.True(third.Header.ReportedAt > second.Header.ReportedAt);
    }

    [Theory]
    [InlineData("ledger-1.sarif", "v1")]
    [InlineData("ledger-2.sarif", "v2")]
    public async Task Every_finding_points_into_the_sample(string report, string state)
    {
        foreach (var finding in (await ReadAsync(report)).Findings)
        {
            var lines = await File.ReadAllLinesAsync(
                Path.Combine(SharedData.RepositoryRoot, "samples", "ledger-app", state, finding.Location!), TestContext.Current.CancellationToken);
            Assert.InRange(finding.StartLine!.Value, 1, lines.Length);
        }
    }

    private static HashSet<string> Keys(Read read) => [.. read.Identities().Split('\n')];

    private static Task<Read> ReadAsync(string name) =>
        Read.FileAsync(Path.Combine(SharedData.RepositoryRoot, "samples", "reports", name));
}
