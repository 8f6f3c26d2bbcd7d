namespace Fairlead.Cli.Tests;

/// <summary>A ticket that is named by its issue tells as much as one that is named by its id.</summary>
public sealed class TicketShowTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_names_its_sub_tasks_and_they_name_their_parent()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct, configuration: "growth: subTask\n", worksByItself: false);
        (await team.Fairlead.RunAsync("apply")).Succeeded();
        var parent = team.Sandbox.State.Issues[^1].Key;
        team.Sandbox.State.Transition(parent, "In Progress", "bob");
        (await team.Fairlead.RunAsync("ticket", "poll")).Succeeded();
        await team.ImportAsync("web", "CVE-1");
        (await team.Fairlead.RunAsync("apply")).Succeeded();
        var below = team.Sandbox.State.Issues[^1].Key;
        Assert.NotEqual(parent, below);

        Assert.Matches($"Sub-tasks +{below} \\(", (await team.Fairlead.RunAsync("ticket", "show", parent)).Succeeded());
        Assert.Matches($"Sub-task of +{parent}", (await team.Fairlead.RunAsync("ticket", "show", below)).Succeeded());
    }
}
