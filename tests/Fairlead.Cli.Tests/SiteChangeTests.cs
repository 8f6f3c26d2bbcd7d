using System.Text.Json;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>Another Jira than before answers: every command that a person would look at names both and the next step.</summary>
public sealed class SiteChangeTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Another_jira_gets_nothing_until_a_person_accepts_it()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), ct);
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        _fairlead.With("JIRA_TOKEN", sandbox.Accounts.ApiToken);
        (await _fairlead.RunAsync(
            "connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", sandbox.Accounts.Email)).Succeeded();
        const string Yaml = "name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\ngroupBy: [rule]\n";
        (await _fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("title,severity,ruleId\na,high,CVE-1\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        var known = $"{sandbox.BaseUrl.AbsoluteUri.TrimEnd('/')} (Cloud)";
        const string Other = "https://staging.team.example (Cloud)";

        sandbox.State.Announce("https://staging.team.example");
        var test = await _fairlead.RunAsync("connection", "test", "team");
        Assert.Equal(78, test.ExitCode);
        Assert.Contains($"now {Other}, until now {known}", test.Output);
        Assert.Equal(1, (await _fairlead.RunAsync("apply")).ExitCode);
        Assert.Equal(0, sandbox.State.IssueCount);
        var list = await _fairlead.RunAsync("connection", "list");
        Assert.Contains("paused", list.Succeeded());
        Assert.Contains("fairlead connection accept-site team", list.Error);
        using var json = JsonDocument.Parse((await _fairlead.RunAsync("connection", "list", "--json")).Output);
        Assert.Equal((known, Other), (json.RootElement[0].GetProperty("site").GetString(), json.RootElement[0].GetProperty("otherSite").GetString()));
        Assert.Equal("siteChanged", json.RootElement[0].GetProperty("pause").GetProperty("cause").GetString());

        Assert.NotEqual(0, (await _fairlead.RunAsync("connection", "accept-site", "team", "--site", known)).ExitCode);
        Assert.Contains($"team is {Other} from now on, was {known}", (await _fairlead.RunAsync("connection", "accept-site", "team")).Succeeded());
        (await _fairlead.RunAsync("apply")).Succeeded();
        Assert.Equal(1, sandbox.State.IssueCount);
    }
}
