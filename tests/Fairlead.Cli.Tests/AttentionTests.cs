using System.Text.Json;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Cli.Tests;

/// <summary>What is not settled is told by the commands that a person or a CI job would look at, with its exit code.</summary>
public sealed class AttentionTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Apply_tells_what_is_not_settled_and_how_to_settle_it()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), ct);
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        _fairlead.With("JIRA_TOKEN", sandbox.Accounts.ApiToken);
        (await _fairlead.RunAsync(
            "connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", sandbox.Accounts.Email)).Succeeded();
        const string Yaml = "name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\nquarantineSeconds: 3600\ngroupBy: [rule]\n";
        (await _fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("title,severity,ruleId\na,high,CVE-1\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();

        // No clear answer: told again by the next apply, which has nothing to do, with the same exit code.
        sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.BeforeCommit));
        Assert.Equal(1, (await _fairlead.RunAsync("apply")).ExitCode);
        var unclear = await _fairlead.RunAsync("apply");
        Assert.Equal(1, unclear.ExitCode);
        Assert.Contains("nothing to do at the moment, but Jira does not agree with the findings yet", unclear.Output);
        Assert.Contains("1 uncertain", unclear.Output);
        Assert.Contains("Looked at again from", unclear.Output);
        using var json = JsonDocument.Parse((await _fairlead.RunAsync("apply", "--json")).Output);
        Assert.Equal("uncertain", json.RootElement[0].GetProperty("run").GetProperty("attention")[0].GetProperty("kind").GetString());
        Assert.Contains("1 uncertain", (await _fairlead.RunAsync("plan")).Succeeded());

        // A refused sign-in: told by apply, list and test, ended by resume.
        (await _fairlead.RunAsync("title,severity,ruleId\nb,high,CVE-2\n", ["import", "-", "--asset", "web", "--scanner", "hand"])).Succeeded();
        // The connection may still rest after the answer that was lost.
        await _fairlead.RunAsync("connection", "resume", "team");
        sandbox.State.RevokeCredentials();
        Assert.Equal(1, (await _fairlead.RunAsync("apply")).ExitCode);
        Assert.Contains("the connection is paused", (await _fairlead.RunAsync("apply")).Output);
        var list = await _fairlead.RunAsync("connection", "list");
        Assert.Contains("paused", list.Succeeded());
        Assert.Contains("fairlead connection resume team", list.Error);
        Assert.Contains("no tickets are sent through team", (await _fairlead.RunAsync("connection", "test", "team")).Error);
        var unread = await _fairlead.RunAsync("ticket", "reconcile");
        Assert.Equal(75, unread.ExitCode);
        Assert.Contains("team: The connection is paused", unread.Error);
        Assert.Contains("fairlead connection resume team", unread.Error);
        sandbox.State.RestoreCredentials();
        Assert.Contains("team goes on", (await _fairlead.RunAsync("connection", "resume", "team")).Succeeded());
        Assert.Contains("was not paused", (await _fairlead.RunAsync("connection", "resume", "team")).Succeeded());
        Assert.Contains("1 uncertain", (await _fairlead.RunAsync("apply")).Output);
        Assert.Equal(1, sandbox.State.IssueCount);
        Assert.Contains("team", (await _fairlead.RunAsync("ticket", "reconcile")).Succeeded());
    }
}
