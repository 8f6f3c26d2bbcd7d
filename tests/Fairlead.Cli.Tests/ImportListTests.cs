using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>What became of imports, also of those that ended badly.</summary>
public sealed class ImportListTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_killed_import_is_listed_with_its_reason_and_the_next_step_and_counts_nowhere()
    {
        var report = Path.Combine(_fairlead.Home, "nightly.json");
        await File.WriteAllTextAsync(report, ReportOf(5_000), TestContext.Current.CancellationToken);
        _fairlead.With("FAIRLEAD_KILL", "import.after-stage:1");
        Assert.Equal(137, (await _fairlead.RunAsync("import", report)).ExitCode);
        _fairlead.With("FAIRLEAD_KILL", null);

        using var server = await ServedFairlead.StartAsync(_fairlead);
        JsonElement import;
        do
        {
            // The recovery runs beside the first requests.
            using var listed = JsonDocument.Parse((await _fairlead.RunAsync("imports", "list", "--json")).Succeeded());
            import = Assert.Single(listed.RootElement.EnumerateArray()).Clone();
        }
        while (import.GetProperty("state").GetString() == "running");
        Assert.Equal("discarded", import.GetProperty("state").GetString());

        var list = await _fairlead.RunAsync("imports", "list");
        Assert.Contains("nightly.json  generic-json  0     0    0            discarded", list.Succeeded());
        Assert.EndsWith(
            "Z nightly.json was discarded; nothing of it counts. The program ended before the report was taken in. Import the report again.\n", list.Error);
        var shown = (await _fairlead.RunAsync("imports", "show", import.GetProperty("id").GetString()!)).Succeeded();
        Assert.Matches("(?m)^Next step +Import the report again.$", shown);
        Assert.Matches("(?m)^Started +20..-..-.. ..:..Z$", shown);
        Assert.Equal("[]\n", (await _fairlead.RunAsync("finding", "list", "--all", "--json")).Succeeded());
        Assert.Contains("5,000 new", (await _fairlead.RunAsync("import", report)).Succeeded());
    }

    private static string ReportOf(int findings) => JsonSerializer.Serialize(new
    {
        scanner = "checker",
        asset = "shop",
        findings = Enumerable.Range(0, findings).Select(i => new { id = $"E-{i}", title = $"Finding {i}", severity = "High" }),
    });
}
