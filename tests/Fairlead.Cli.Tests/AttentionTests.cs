using System.Text.Json;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Cli.Tests;

/// <summary>What is not settled is told by the commands that a person or a CI job would look at, with its exit code.</summary>
public sealed class AttentionTests
{
    [Fact]
    public async Task Apply_tells_what_is_not_settled_and_how_to_settle_it()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var team = await ConnectedTeam.StartAsync(ct, configuration: "quarantineSeconds: 3600\n");
        var (fairlead, sandbox) = (team.Fairlead, team.Sandbox);

        // No clear answer: told again by the next apply, which has nothing to do, with the same exit code.
        sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.BeforeCommit));
        Assert.Equal(1, (await fairlead.RunAsync("apply")).ExitCode);
        var unclear = await fairlead.RunAsync("apply");
        Assert.Equal(1, unclear.ExitCode);
        Assert.Contains("nothing to do at the moment, but Jira does not agree with the findings yet", unclear.Output);
        Assert.Contains("1 uncertain", unclear.Output);
        Assert.Contains("Looked at again from", unclear.Output);
        using var json = JsonDocument.Parse((await fairlead.RunAsync("apply", "--json")).Output);
        Assert.Equal("uncertain", json.RootElement[0].GetProperty("run").GetProperty("attention")[0].GetProperty("kind").GetString());
        Assert.Contains("1 uncertain", (await fairlead.RunAsync("plan")).Succeeded());

        // A refused sign-in: told by apply, list and test, ended by resume.
        await team.ImportAsync("web", "CVE-2");
        // The connection may still rest after the answer that was lost.
        await fairlead.RunAsync("connection", "resume", "team");
        sandbox.State.RevokeCredentials();
        Assert.Equal(1, (await fairlead.RunAsync("apply")).ExitCode);
        Assert.Contains("the connection is paused", (await fairlead.RunAsync("apply")).Output);
        var list = await fairlead.RunAsync("connection", "list");
        Assert.Contains("paused", list.Succeeded());
        Assert.Contains("fairlead connection resume team", list.Error);
        Assert.Contains("no tickets are sent through team", (await fairlead.RunAsync("connection", "test", "team")).Error);
        var unread = await fairlead.RunAsync("ticket", "reconcile");
        Assert.Equal(75, unread.ExitCode);
        Assert.Contains("team: The connection is paused", unread.Error);
        Assert.Contains("fairlead connection resume team", unread.Error);
        sandbox.State.RestoreCredentials();
        Assert.Contains("team goes on", (await fairlead.RunAsync("connection", "resume", "team")).Succeeded());
        Assert.Contains("was not paused", (await fairlead.RunAsync("connection", "resume", "team")).Succeeded());
        Assert.Contains("1 uncertain", (await fairlead.RunAsync("apply")).Output);
        Assert.Equal(1, sandbox.State.IssueCount);
        Assert.Contains("team", (await fairlead.RunAsync("ticket", "reconcile")).Succeeded());
    }
}
