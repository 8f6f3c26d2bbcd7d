using System.Text.Json;
using System.Text.RegularExpressions;

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
        Assert.Matches("nightly.json  generic-json +discarded  [0-9a-f-]{36}\n", list.Succeeded());
        Assert.EndsWith(
            "Z nightly.json was discarded; nothing of it counts. The program ended before the report was taken in. Import the report again.\n", list.Error);
        var shown = (await _fairlead.RunAsync("imports", "show", import.GetProperty("id").GetString()!)).Succeeded();
        Assert.Matches("(?m)^Next step +Import the report again.$", shown);
        Assert.Matches("(?m)^Started +20..-..-.. ..:..Z$", shown);
        Assert.Equal("[]\n", (await _fairlead.RunAsync("finding", "list", "--all", "--json")).Succeeded());
        Assert.Contains("5,000 new", (await _fairlead.RunAsync("import", report)).Succeeded());
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task An_id_is_whole_on_a_terminal_of_any_width_and_notes_follow_the_list(int columns)
    {
        var report = Path.Combine(_fairlead.Home, "a-report-with-a-long-name-of-a-nightly-scan.json");
        await File.WriteAllTextAsync(report, ReportOf(3), TestContext.Current.CancellationToken);
        (await _fairlead.RunAsync("import", report)).Succeeded();

        foreach (var (list, note) in ((string, string)[])[("finding list -n 2", "2 of 3 are shown"), ("imports list", "")])
        {
            var shown = (await _fairlead.ShellAsync(
                $"export NO_COLOR=1; p=$(printf '%q ' \"$@\"); script -qec \"stty cols {columns}; $p {list}\" /dev/null < /dev/null")).Succeeded().Replace("\r", "");
            Assert.Equal(list.StartsWith('f') ? 2 : 1, Regex.Count(shown, "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}(\n|$)", RegexOptions.NonBacktracking));
            Assert.All(shown.Split('\n').Where(l => !l.Contains('\e')), l => Assert.True(l.Length <= columns, l));
            Assert.True(shown.LastIndexOf(note, StringComparison.Ordinal) > shown.LastIndexOf("-7", StringComparison.Ordinal) || note.Length == 0, shown);
        }
    }

    [Fact]
    public async Task Entries_that_keep_an_asset_of_their_own_are_told_with_their_number()
    {
        (string Report, string Told)[] cases =
        [
            ("title,asset\na,web\nb,\nc,web\nd,shop\n", "2 of 4 entries name assets of their own and keep them, such as web; shop is the asset of the other 2."),
            ("title,asset\na,web\nb,api\n", "2 of 2 entries name assets of their own and keep them, such as web; shop is the asset of none."),
        ];
        foreach (var (report, told) in cases)
            Assert.Contains(told, (await _fairlead.RunAsync(report, ["import", "-", "--asset", "shop", "--allow-stale"])).Succeeded());
        Assert.DoesNotContain("of their own", (await _fairlead.RunAsync("title,severity\na,high\nb,high\n", ["import", "-", "--asset", "shop"])).Succeeded());
    }

    [Fact]
    public async Task A_list_of_open_findings_that_is_empty_tells_of_the_closed_ones()
    {
        (await _fairlead.RunAsync("title,severity\na,high\n", ["import", "-", "--asset", "shop"])).Succeeded();
        using var listed = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var id = Assert.Single(listed.RootElement.EnumerateArray()).GetProperty("id").GetString()!;
        (await _fairlead.RunAsync("finding", "set-status", id, "false-positive", "--reason", "a test")).Succeeded();

        Assert.Equal("No open finding matches; a closed one does. --all shows it.\n", (await _fairlead.RunAsync("finding", "list")).Error);
        Assert.Equal("No finding matches.\n", (await _fairlead.RunAsync("finding", "list", "--asset", "web")).Error);
    }

    [Fact]
    public async Task Findings_are_decided_by_ids_that_are_piped_in_each_by_itself()
    {
        (await _fairlead.RunAsync("title,severity\na,high\nb,high\nc,low\n", ["import", "-", "--asset", "shop"])).Succeeded();
        using var listed = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var ids = listed.RootElement.EnumerateArray().Select(f => f.GetProperty("id").GetString()!).ToList();
        string[] decide = ["finding", "set-status", "-", "false-positive", "--reason", "a test"];

        Assert.Contains("standard input:2: \"no id\" is not the id of a finding. Nothing was decided.", (await _fairlead.RunAsync($"{ids[0]}\nno id\n", decide)).FailedWith(65));
        Assert.Equal("2 decided.\n", (await _fairlead.RunAsync($"{ids[0]}\r\n\n{ids[1]}\n{ids[0]}", decide)).Succeeded());
        var strange = Guid.CreateVersion7();
        var partly = await _fairlead.RunAsync($"{strange}\n{ids[2]}\n", [.. decide, "--json"]);
        Assert.Equal(1, partly.ExitCode);
        Assert.Contains($"{strange}: not decided: ", partly.Error);
        using var told = JsonDocument.Parse(partly.Output);
        Assert.Equal([false, true], told.RootElement.EnumerateArray().Select(d => d.GetProperty("finding").ValueKind == JsonValueKind.Object));
        using var left = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        Assert.Equal(0, left.RootElement.GetArrayLength());
        (await _fairlead.RunAsync("finding", "set-status", "nobody", "active")).FailedWith(64);
    }

    private static string ReportOf(int findings) => JsonSerializer.Serialize(new
    {
        scanner = "checker",
        asset = "shop",
        findings = Enumerable.Range(0, findings).Select(i => new { id = $"E-{i}", title = $"Finding {i}", severity = "High" }),
    });
}
