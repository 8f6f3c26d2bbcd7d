using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>What was typed wrongly when a connection was added is put right by what the output names.</summary>
public sealed class ConnectionCorrectionTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_mistake_in_add_is_corrected_or_removed()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        _fairlead.With("FAIRLEAD_Connections__AllowLoopback", "true").With("JIRA_TOKEN", jira.Accounts.ApiToken);
        string[] secret = ["--email", jira.Accounts.Email, "--token-env", "JIRA_TOKEN"];
        string[] add = ["connection", "add", "dc", "--site", "http://127.0.0.1:1", .. secret];

        var failed = await _fairlead.RunAsync(add);
        Assert.Equal(69, failed.ExitCode);
        Assert.Contains("to remove it: fairlead connection remove dc", failed.Error);
        Assert.Contains("fairlead connection remove dc", (await _fairlead.RunAsync(add)).FailedWith(65));

        (await _fairlead.RunAsync("connection", "edit", "dc")).FailedWith(64);
        (await _fairlead.RunAsync("connection", "edit", "dc", "--site", jira.BaseUrl.AbsoluteUri)).FailedWith(64);
        Assert.Contains("dc works.", (await _fairlead.RunAsync("connection", "edit", "dc", "--site", jira.BaseUrl.AbsoluteUri, "--token-env", "JIRA_TOKEN")).Succeeded());
        (await _fairlead.RunAsync("connection", "edit", "dc", "--name", "team")).Succeeded();

        var board = await _fairlead.RunAsync("connection", "edit", "team", "--site", new Uri(jira.BaseUrl, "/jira/software/projects/SEC/boards/1").AbsoluteUri);
        board.Succeeded();
        Assert.Contains("was shortened to /.", board.Error);

        const string Yaml = "name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\ngroupBy: [rule]\n";
        (await _fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Succeeded();
        var used = (await _fairlead.RunAsync("connection", "remove", "team")).FailedWith(65);
        Assert.Contains("used by 1 ticket configuration. Stop using it: fairlead connection disable team", used);
        (await _fairlead.RunAsync("configuration", "delete", "shop")).Succeeded();
        (await _fairlead.RunAsync("connection", "remove", "team")).Succeeded();
        Assert.DoesNotContain("team", (await _fairlead.RunAsync("connection", "list")).Succeeded());
    }

    [Fact]
    public async Task Scopes_are_for_the_account_that_signs_in_already()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        _fairlead.With("FAIRLEAD_Connections__AllowLoopback", "true").With("JIRA_TOKEN", jira.Accounts.ApiToken).With("SCOPED", jira.Accounts.ScopedToken);
        (await _fairlead.RunAsync("connection", "add", "team", "--site", jira.BaseUrl.AbsoluteUri, "--email", jira.Accounts.Email, "--token-env", "JIRA_TOKEN")).Succeeded();

        (await _fairlead.RunAsync("connection", "edit", "team", "--scoped", "--token-env", "SCOPED", "--no-test")).Succeeded();
        var listed = (await _fairlead.RunAsync("connection", "list", "--json")).Succeeded();
        Assert.Contains("cloudScopedToken", listed);
        Assert.Contains(jira.Accounts.Email, listed);
    }

    [Fact]
    public async Task A_look_that_no_rest_mends_names_the_test_that_tells_the_cause()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        _fairlead.With("FAIRLEAD_Connections__AllowLoopback", "true").With("JIRA_TOKEN", jira.Accounts.ApiToken);
        (await _fairlead.RunAsync(
            "connection", "add", "dc", "--site", jira.BaseUrl.AbsoluteUri, "--edition", "data-center", "--token-env", "JIRA_TOKEN", "--no-test")).Succeeded();

        Assert.Contains("fairlead connection test dc", (await _fairlead.RunAsync("ticket", "poll")).Error);
    }

    [Fact]
    public async Task A_project_key_that_is_nearly_right_is_named()
    {
        await using var team = await ConnectedTeam.StartAsync(TestContext.Current.CancellationToken);
        Assert.Contains("did you mean SEC?", (await team.Fairlead.RunAsync("connection", "test", "team", "--project", "sec")).FailedWith(65));
        Assert.Contains("did you mean SEC?", (await team.Fairlead.RunAsync("connection", "test", "team", "--project", "SCE")).FailedWith(66));
        Assert.Contains(
            "no project 'NOPE'. See the keys with: fairlead jira projects --connection team",
            (await team.Fairlead.RunAsync("connection", "test", "team", "--project", "NOPE")).FailedWith(66));
        var near = await team.Fairlead.RunAsync("name: shop\nconnection: team\nproject: SEX\nissueType: Bug\n", ["configuration", "apply", "-f", "-"]);
        Assert.Contains("did you mean SEC?", near.Error);
    }
}
