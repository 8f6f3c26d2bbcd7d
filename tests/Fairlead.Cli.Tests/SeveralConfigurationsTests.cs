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
        Assert.Contains("Use an id, or --configuration: ", shown.Error);
        var one = (await fairlead.RunAsync("ticket", "show", "SEC-1", "--configuration", "elsewhere")).Succeeded();
        Assert.Contains(other.BaseUrl.AbsoluteUri, one);
        Assert.Contains("there is no ticket \"SEC-99\"", (await fairlead.RunAsync("ticket", "show", "SEC-99", "--configuration", "elsewhere")).FailedWith(66));
        var id = System.Text.Json.JsonDocument.Parse((await fairlead.RunAsync("ticket", "show", "SEC-1", "--configuration", "elsewhere", "--json")).Succeeded()).RootElement.GetProperty("id").GetString()!;
        Assert.Contains("is not of that configuration", (await fairlead.RunAsync("ticket", "show", id, "--configuration", "shop")).FailedWith(66));
        (await fairlead.RunAsync("ticket", "unlink", "SEC-1", "--configuration", "shop")).Succeeded();
        Assert.Contains("SEC-1", (await fairlead.RunAsync("ticket", "show", "SEC-1")).Succeeded());
    }

    [Fact]
    public async Task Second_issues_are_told_before_they_are_made_also_where_nothing_runs_by_itself()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct, findings: 2, worksByItself: false);
        var fairlead = team.Fairlead;
        (await fairlead.RunAsync("apply")).Succeeded();
        (await fairlead.RunAsync("configuration", "duplicate", "shop", "shop2")).Succeeded();
        Assert.DoesNotContain("warning", (await fairlead.RunAsync("configuration", "list")).Error);

        const string Told = "2 of the open findings of \"shop2\" have tickets by \"shop\" in SEC already, and get a second issue — narrow one of the filters";
        Assert.Contains(Told, (await fairlead.RunAsync("configuration", "enable", "shop2")).Error);
        Assert.Contains(Told, (await fairlead.RunAsync("configuration", "list")).Error);
        var plan = await fairlead.RunAsync("plan", "shop2");
        Assert.Contains("warning: 2 of these findings have tickets by \"shop\" in SEC already, and get a second issue", plan.Error);
        Assert.Contains("1 has a ticket by \"shop\" already", plan.Output);
        Assert.Contains("2 of these findings have tickets by \"shop\"", (await fairlead.RunAsync("apply", "shop2")).Error);
        Assert.Equal(4, team.Sandbox.State.IssueCount);

        // Those are made; the next finding gets two again.
        Assert.DoesNotContain("warning", (await fairlead.RunAsync("plan")).Error);
        Assert.Contains("2 of the open findings of \"shop\" are for \"shop2\" in SEC too, and get an issue of each", (await fairlead.RunAsync("configuration", "list")).Error);
        using var json = JsonDocument.Parse((await fairlead.RunAsync("configuration", "list", "--json")).Succeeded());
        Assert.Equal("filter", json.RootElement[0].GetProperty("warnings")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task That_issues_carry_no_link_back_is_told_once_to_whoever_sets_them_up()
    {
        const string Hint = "hint: issues carry no link back to Fairlead";
        const string Yaml = "name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\ngroupBy: [rule]\nlabels: [one]\n";
        await using var team = await ConnectedTeam.StartAsync(Ct, worksByItself: false);
        Assert.Contains(Hint, (await team.Fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Error);
        Assert.DoesNotContain(Hint, (await team.Fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Error);
        Assert.Single((await team.Fairlead.RunAsync("plan")).Error.Split('\n'), l => l.StartsWith(Hint, StringComparison.Ordinal));
        var json = await team.Fairlead.RunAsync("plan", "--json");
        Assert.DoesNotContain("link back", json.Output + json.Error);
        Assert.DoesNotContain("link back", (await team.Fairlead.RunAsync("apply")).Error);

        // A text of one's own that has no place for it wants none.
        Assert.DoesNotContain(Hint, (await team.Fairlead.RunAsync(Yaml + "template: {summary: '{{group.title}}', body: Now}\n", ["configuration", "apply", "-f", "-"])).Error);
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
