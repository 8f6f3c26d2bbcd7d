using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>What runs did, and taking it back.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task A_run_that_was_taken_back_tells_when_and_by_which()
    {
        await using var team = await ConnectedTeam.StartAsync(TestContext.Current.CancellationToken);
        var fairlead = team.Fairlead;
        (await fairlead.RunAsync("apply")).Succeeded();
        using var runs = JsonDocument.Parse((await fairlead.RunAsync("run", "list", "--json")).Succeeded());
        var run = runs.RootElement[0].GetProperty("id").GetString()!;
        using var tickets = JsonDocument.Parse((await fairlead.RunAsync("ticket", "list", "--json")).Succeeded());
        var ticket = tickets.RootElement[0].GetProperty("id").GetString()!;
        Assert.DoesNotContain("undone", (await fairlead.RunAsync("run", "show", run)).Succeeded());

        using var undone = JsonDocument.Parse((await fairlead.RunAsync("run", "undo", run, "--json")).Succeeded());
        var undo = undone.RootElement.GetProperty("run").GetProperty("id").GetString()!;

        Assert.Matches($"applied; undone [0-9-]+ [0-9:]+Z by {undo}", (await fairlead.RunAsync("run", "list")).Succeeded());
        Assert.Matches($"It was undone [0-9-]+ [0-9:]+Z by {undo}", (await fairlead.RunAsync("run", "show", run)).Succeeded());
        Assert.Matches($"Run taken back +{run}: undone [0-9-]+ [0-9:]+Z by {undo}", (await fairlead.RunAsync("ticket", "show", ticket)).Succeeded());
        using var listed = JsonDocument.Parse((await fairlead.RunAsync("run", "list", "--json")).Succeeded());
        Assert.Equal(undo, listed.RootElement[1].GetProperty("undoneBy").GetProperty("by").GetString());
    }
}
