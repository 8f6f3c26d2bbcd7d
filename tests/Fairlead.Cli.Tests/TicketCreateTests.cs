using System.Text.Json;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>A ticket of chosen findings, as a person makes one.</summary>
public sealed class TicketCreateTests : IDisposable
{
    private const string Yaml = "name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\n";
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_dry_run_shows_what_is_then_sent()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        _fairlead.With("JIRA_TOKEN", sandbox.Accounts.ApiToken);
        (await _fairlead.RunAsync(
            "connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", sandbox.Accounts.Email)).Succeeded();
        (await _fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("title,severity,ruleId\nOld key,high,CVE-1\nOpen port,high,CVE-2\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        using var findings = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var ids = findings.RootElement.EnumerateArray().Select(f => f.GetProperty("id").GetString()!).ToList();
        string[] create = ["ticket", "create", "--configuration", "shop", "--finding", .. ids, "--summary", "Both of them"];

        var shown = (await _fairlead.RunAsync([.. create, "--dry-run"])).Succeeded();
        Assert.Contains("Both of them", shown);
        Assert.Contains("Open port", shown);
        var lines = shown.ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines.SkipWhile(l => l != "Description").Skip(1), l => Assert.True(l.Length == 0 || l.StartsWith("  ", StringComparison.Ordinal)));
        var own = (await _fairlead.RunAsync([.. create, "--description", "first\n\n- one\n- two", "--dry-run"])).Succeeded();
        Assert.EndsWith("Description\n  first\n\n  - one\n  - two\n", own.ReplaceLineEndings("\n"));
        Assert.Equal(0, sandbox.State.IssueCount);

        Assert.Contains("SEC-1", (await _fairlead.RunAsync(create)).Succeeded());
        Assert.Equal("Both of them", Assert.Single(sandbox.State.Issues).Summary);
        Assert.Contains("SEC-1 already", (await _fairlead.RunAsync(create)).Error);
    }
}
