using System.Text.Json;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>Which issue a ticket has, as a person says it.</summary>
public sealed class TicketLinkTests : IDisposable
{
    private const string Yaml = "name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\n";
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task An_issue_is_linked_changed_for_another_unlinked_and_the_next_step_leads_to_a_new_one()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        sandbox.State.Create("SEC", "Bug", "Reported by hand");
        sandbox.State.Create("SEC", "Bug", "The real one");
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        _fairlead.With("JIRA_TOKEN", sandbox.Accounts.ApiToken);
        (await _fairlead.RunAsync(
            "connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", sandbox.Accounts.Email)).Succeeded();
        (await _fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("title,severity,ruleId\nOld key,high,CVE-1\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        using var findings = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var id = findings.RootElement[0].GetProperty("id").GetString()!;

        Assert.Contains("Reported by hand", (await _fairlead.RunAsync("ticket", "link", "SEC-1", "--configuration", "shop", "--finding", id)).Succeeded());
        Assert.Contains("The real one", (await _fairlead.RunAsync("ticket", "relink", "SEC-1", "SEC-2")).Succeeded());
        Assert.Contains("Said on SEC-2", (await _fairlead.RunAsync("the fix is in 1.4\n", ["comment", "add", "SEC-2", "-"])).Succeeded());
        Assert.Contains("the fix is in 1.4", (await _fairlead.RunAsync("comment", "show", "SEC-2")).Succeeded());
        Assert.Contains("nothing to do", (await _fairlead.RunAsync("plan", "shop")).Succeeded());
        using var parted = JsonDocument.Parse((await _fairlead.RunAsync("ticket", "unlink", "SEC-2", "--json")).Succeeded());
        var ticket = parted.RootElement.GetProperty("id").GetString()!;

        var run = await _fairlead.RunAsync("apply", "shop");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"fairlead ticket recreate {ticket}", (run.Output + run.Error).ReplaceLineEndings(" "));
        (await _fairlead.RunAsync("ticket", "recreate", ticket)).Succeeded();
        (await _fairlead.RunAsync("apply", "shop")).Succeeded();
        Assert.Equal(3, sandbox.State.IssueCount);
    }
}
