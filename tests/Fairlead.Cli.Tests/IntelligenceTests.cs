using System.Text.Json;

namespace Fairlead.Cli.Tests;

public sealed class IntelligenceTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Scores_are_taken_in_told_of_and_shown_with_a_finding()
    {
        const string Scores = "#model_version:v1,score_date:2026-01-01T00:00:00Z\ncve,epss,percentile\nCVE-2020-0001,0.94432,0.99971\n";

        Assert.Contains("fairlead intelligence import FILE", (await _fairlead.RunAsync("intelligence", "status")).Error);
        Assert.Equal("EPSS of 2026-01-01 is in force: 1 vulnerability.\n", (await _fairlead.RunAsync(Scores, ["intelligence", "import", "-"])).Succeeded());
        Assert.Equal("EPSS of 2026-01-01 was in force already; nothing changed.\n", (await _fairlead.RunAsync(Scores, ["intelligence", "import", "-"])).Succeeded());
        Assert.Matches("(?m)^EPSS +2026-01-01 +1 +v1 ", (await _fairlead.RunAsync("intelligence", "status")).Succeeded());
        (await _fairlead.RunAsync("title,severity,cve\na,high,CVE-2020-0001\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        using var findings = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        Assert.Equal(0.94432, findings.RootElement[0].GetProperty("threat").GetProperty("epss").GetDouble());
        Assert.Matches(
            @"(?m)^EPSS +0\.944 \(CVE-2020-0001\)", (await _fairlead.RunAsync("finding", "show", findings.RootElement[0].GetProperty("id").GetString()!)).Succeeded());
    }

    [Fact]
    public async Task A_list_of_exploit_maturities_is_taken_in_told_of_shown_and_filtered_by()
    {
        const string List = "cve,exploit_maturity\nCVE-2020-0001,CVSS:3.1/AV:N/E:F\n";
        (await _fairlead.RunAsync(
            "title,severity,cve,cvssv4\na,high,CVE-2020-0001,\nb,high,CVE-2020-0002,CVSS:4.0/AV:N/E:P\nc,high,,\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();

        Assert.Matches("^Exploit maturity of [0-9-]{10} is in force: 1 vulnerability.\n$", (await _fairlead.RunAsync(List, ["intelligence", "import", "-"])).Succeeded());
        Assert.EndsWith("was in force already; nothing changed.\n", (await _fairlead.RunAsync(List, ["intelligence", "import", "-"])).Succeeded());
        Assert.Matches("(?m)^Exploit maturity +[0-9-]{10} +1 +[0-9a-f]{12} ", (await _fairlead.RunAsync("intelligence", "status")).Succeeded());
        Assert.Matches(@"(?m)^Exploit maturity +functional, by the imported list$", await ShownAsync("functional"));
        Assert.Contains("No finding matches.", (await _fairlead.RunAsync("finding", "list", "--exploit-maturity", "attacked")).Error);
        using var exploitable = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--exploit-maturity", "proof-of-concept", "--json")).Succeeded());
        Assert.Equal(["b", "a"], exploitable.RootElement.EnumerateArray().Select(f => f.GetProperty("title").GetString()));
        Assert.Matches(
            @"(?m)^Exploit maturity +proof of concept, says the scanner$",
            (await _fairlead.RunAsync("finding", "show", exploitable.RootElement[0].GetProperty("id").GetString()!)).Succeeded());

        async Task<string> ShownAsync(string maturity)
        {
            using var findings = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--exploit-maturity", maturity, "--json")).Succeeded());
            return (await _fairlead.RunAsync("finding", "show", Assert.Single(findings.RootElement.EnumerateArray()).GetProperty("id").GetString()!)).Succeeded();
        }
    }

    [Fact]
    public async Task A_wrong_file_is_refused_with_its_line()
    {
        var refused = await _fairlead.RunAsync("#model_version:v1,score_date:2026-01-01T00:00:00Z\ncve,epss,percentile\nx,1,1\n", ["intelligence", "import", "-"]);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("Line 3: The first column is no CVE id.", refused.Error);
    }
}
