using System.Text.Json;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>What stands in the way of one configuration does not keep the others from being applied, nor hides what came of them.</summary>
public sealed class SeveralConfigurationsTests
{
    private const string Reason = "aaa: not done: Conflict: Connection 'a-second' is disabled. To use it again: fairlead connection edit";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disabled_connection_is_told_and_the_configurations_of_others_are_applied()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct, worksByItself: false);
        var fairlead = team.Fairlead;
        (await fairlead.RunAsync(
            "connection", "add", "a-second", "--site", team.Sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", team.Sandbox.Accounts.Email)).Succeeded();
        (await fairlead.RunAsync(
            "name: aaa\nconnection: a-second\nproject: SEC\nissueType: Bug\nautomatic: false\ngroupBy: [rule]\n", ["configuration", "apply", "-f", "-"])).Succeeded();
        (await fairlead.RunAsync("connection", "disable", "a-second")).Succeeded();

        var plan = (await fairlead.RunAsync("plan", "aaa", "--detailed-exit-code")).Succeeded();
        Assert.StartsWith("aaa: nothing to do while the connection is disabled, then 1 create (", plan);
        Assert.Contains("1 not sent: the connection a-second is disabled, so nothing is sent", plan);
        Assert.Contains("To use it again: fairlead connection edit a-second --enable", plan);
        Assert.Equal(2, (await fairlead.RunAsync("plan", "--detailed-exit-code")).ExitCode);

        var apply = await fairlead.RunAsync("apply");
        Assert.Equal(1, apply.ExitCode);
        Assert.Contains(Reason, apply.Error);
        Assert.StartsWith("shop: 1 create: 1 applied", apply.Output);
        Assert.Equal(1, team.Sandbox.State.IssueCount);

        var again = await fairlead.RunAsync("apply", "--json");
        Assert.Equal(1, again.ExitCode);
        using var json = JsonDocument.Parse(again.Output);
        Assert.Contains("'a-second' is disabled", json.RootElement[0].GetProperty("problem").GetString());
        Assert.Equal("done", json.RootElement[1].GetProperty("run").GetProperty("state").GetString());

        Assert.Contains("a-second is disabled, so it was not read. To use it again: fairlead connection edit a-second --enable", (await fairlead.RunAsync("ticket", "poll")).Error);

        // Where nothing at all could be done, the command failed.
        Assert.Contains(Reason, (await fairlead.RunAsync("apply", "aaa", "--json")).FailedWith(65));
    }

    /// <summary>Two sites may have the same projects.</summary>
    [Fact]
    public async Task Issues_of_one_key_are_told_apart_by_their_configurations()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct, worksByItself: false);
        await using var other = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var fairlead = team.Fairlead.With("OTHER_TOKEN", other.Accounts.ApiToken);
        (await fairlead.RunAsync("apply")).Succeeded();
        Assert.DoesNotContain("CONFIGURATION", (await fairlead.RunAsync("ticket", "list")).Succeeded());
        (await fairlead.RunAsync(
            "connection", "add", "second", "--site", other.BaseUrl.ToString(), "--token-env", "OTHER_TOKEN", "--email", other.Accounts.Email)).Succeeded();
        (await fairlead.RunAsync(
            "name: elsewhere\nconnection: second\nproject: SEC\nissueType: Bug\nautomatic: false\ngroupBy: [rule]\n", ["configuration", "apply", "-f", "-"])).Succeeded();
        (await fairlead.RunAsync("apply")).Succeeded();

        var list = (await fairlead.RunAsync("ticket", "list")).Succeeded();
        Assert.Contains("CONFIGURATION", list);
        Assert.Contains("elsewhere", list);
        Assert.Contains("shop", list);
        var shown = await fairlead.RunAsync("ticket", "show", "SEC-1");
        Assert.Contains("(of the configuration shop)", shown.Error);
        Assert.Contains("(of the configuration elsewhere)", shown.Error);
    }

    [Fact]
    public async Task A_disabled_configuration_is_not_said_to_agree_with_jira()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct, worksByItself: false);
        (await team.Fairlead.RunAsync("configuration", "disable", "shop")).Succeeded();

        var apply = await team.Fairlead.RunAsync("apply", "shop");

        Assert.Equal(1, apply.ExitCode);
        Assert.DoesNotContain("agrees", apply.Output);
        Assert.Contains("the configuration is disabled", apply.Output);
        Assert.Contains("fairlead configuration enable shop", apply.Output);
        Assert.Contains("nothing is planned, because the configuration is disabled", (await team.Fairlead.RunAsync("plan", "shop")).Succeeded());
    }
}
