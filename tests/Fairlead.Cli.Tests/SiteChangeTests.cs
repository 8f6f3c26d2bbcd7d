using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>Another Jira than before answers: every command that a person would look at names both and the next step.</summary>
public sealed class SiteChangeTests
{
    [Fact]
    public async Task Another_jira_gets_nothing_until_a_person_accepts_it()
    {
        await using var team = await ConnectedTeam.StartAsync(TestContext.Current.CancellationToken);
        var (fairlead, sandbox) = (team.Fairlead, team.Sandbox);
        var known = $"{sandbox.BaseUrl.AbsoluteUri.TrimEnd('/')} (Cloud)";
        const string Other = "https://staging.team.example (Cloud)";

        sandbox.State.Announce("https://staging.team.example");
        var test = await fairlead.RunAsync("connection", "test", "team");
        Assert.Equal(78, test.ExitCode);
        Assert.Contains($"now {Other}, until now {known}", test.Output);
        Assert.Equal(1, (await fairlead.RunAsync("apply")).ExitCode);
        Assert.Equal(0, sandbox.State.IssueCount);
        var list = await fairlead.RunAsync("connection", "list");
        Assert.Contains("paused", list.Succeeded());
        Assert.Contains("fairlead connection accept-site team", list.Error);
        using var json = JsonDocument.Parse((await fairlead.RunAsync("connection", "list", "--json")).Output);
        Assert.Equal((known, Other), (json.RootElement[0].GetProperty("site").GetString(), json.RootElement[0].GetProperty("otherSite").GetString()));
        Assert.Equal("siteChanged", json.RootElement[0].GetProperty("pause").GetProperty("cause").GetString());

        Assert.NotEqual(0, (await fairlead.RunAsync("connection", "accept-site", "team", "--site", known)).ExitCode);
        Assert.Contains($"team is {Other} from now on, was {known}", (await fairlead.RunAsync("connection", "accept-site", "team")).Succeeded());
        (await fairlead.RunAsync("apply")).Succeeded();
        Assert.Equal(1, sandbox.State.IssueCount);
    }
}
