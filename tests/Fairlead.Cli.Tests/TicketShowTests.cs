using System.Text.Json;

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
        using var findings = JsonDocument.Parse((await team.Fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        foreach (var finding in findings.RootElement.EnumerateArray())
        {
            var isBelow = finding.GetProperty("asset").GetString() == "web";
            var (id, key) = (finding.GetProperty("id").GetString()!, isBelow ? below : parent);
            // Of an issue that was just made no status was read yet.
            Assert.Matches($"(?m)^Tickets +{key} \\({(isBelow ? "" : "In Progress, ")}created\\)$", (await team.Fairlead.RunAsync("finding", "show", id)).Succeeded());
            using var shown = JsonDocument.Parse((await team.Fairlead.RunAsync("finding", "show", id, "--json")).Succeeded());
            var ticket = Assert.Single(shown.RootElement.GetProperty("tickets").EnumerateArray());
            Assert.Equal((key, "created"), (ticket.GetProperty("issueKey").GetString(), ticket.GetProperty("state").GetString()));
        }

        Assert.Matches($"Sub-task of +{parent}", (await team.Fairlead.RunAsync("ticket", "show", below)).Succeeded());
    }
}
