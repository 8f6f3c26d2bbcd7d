using System.Text.Json;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>The README's first real use, command by command, against the sandbox in both editions.</summary>
public sealed class FirstUseTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task From_a_report_to_tickets(SandboxEdition edition)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, ct);
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        var isCloud = edition == SandboxEdition.Cloud;
        _fairlead.With("JIRA_TOKEN", isCloud ? sandbox.Accounts.ApiToken : sandbox.Accounts.PersonalAccessToken);

        string[] who = isCloud ? ["--email", sandbox.Accounts.Email] : [];
        var added = (await _fairlead.RunAsync(
            ["connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", .. who])).Succeeded();
        Assert.Contains("team works.", added);
        Assert.Contains("may read, create and update issues", (await _fairlead.RunAsync("connection", "test", "team", "--project", "SEC")).Succeeded());

        var yaml = Path.Combine(SharedData.RepositoryRoot, "docs", "examples", "tickets.yaml");
        var automatic = (await File.ReadAllTextAsync(yaml, ct)).Replace("automatic: false", "automatic: true", StringComparison.Ordinal);
        var created = await _fairlead.RunAsync(automatic, ["configuration", "apply", "-f", "-"]);
        Assert.Contains("created", created.Succeeded());
        Assert.Contains("a running server makes and updates the tickets of shop by itself", created.Error);
        Assert.Contains("\"automatic: false\"", created.Error);
        var switchedOff = await _fairlead.RunAsync("configuration", "apply", "-f", yaml);
        Assert.Contains("updated", switchedOff.Succeeded());
        Assert.DoesNotContain("by itself", switchedOff.Error);
        Assert.Contains("unchanged", (await _fairlead.RunAsync("configuration", "apply", "-f", yaml)).Succeeded());
        var shown = (await _fairlead.RunAsync("configuration", "export", "shop")).Succeeded();
        Assert.Contains("connection: team\n", shown);
        Assert.Contains("unchanged", (await _fairlead.RunAsync(shown, ["configuration", "apply", "-f", "-"])).Succeeded());

        var report = Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif");
        Assert.Contains("26 new", (await _fairlead.RunAsync("import", report, "--asset", "ledger")).Succeeded());
        Assert.Contains("nothing changed", (await _fairlead.RunAsync("import", report, "--asset", "ledger")).Succeeded());
        Assert.Equal(2, (await _fairlead.RunAsync("plan", "--detailed-exit-code")).ExitCode);
        Assert.Contains("applied", (await _fairlead.RunAsync("apply")).Succeeded());
        Assert.Contains("nothing to do", (await _fairlead.RunAsync("apply")).Succeeded());
        (await _fairlead.RunAsync("plan", "--detailed-exit-code")).Succeeded();

        using var tickets = JsonDocument.Parse((await _fairlead.RunAsync("ticket", "list", "--json")).Succeeded());
        Assert.NotEmpty(tickets.RootElement.EnumerateArray());
        var key = tickets.RootElement[0].GetProperty("issueKey").GetString()!;
        Assert.Contains(key, (await _fairlead.RunAsync("jira", "issue", "show", key, "--connection", "team")).Succeeded());
        Assert.Contains("nothing to change", (await _fairlead.RunAsync("jira", "issue", "edit", key, "--connection", "team")).FailedWith(64));
        Assert.Contains("Done", (await _fairlead.RunAsync("jira", "transition", key, "--connection", "team")).Succeeded());
        (await _fairlead.RunAsync("jira", "comment", key, "Seen.", "--connection", "team")).Succeeded();
        Assert.Contains("Seen.", (await _fairlead.RunAsync("jira", "comment", key, "--connection", "team")).Succeeded());
        Assert.Contains("SEC", (await _fairlead.RunAsync("jira", "projects", "--connection", "team")).Succeeded());
        Assert.Contains("Bug", (await _fairlead.RunAsync("jira", "issue-types", "--connection", "team", "--project", "SEC")).Succeeded());
        Assert.Contains("summary", (await _fairlead.RunAsync("jira", "fields", "--connection", "team", "--project", "SEC", "--type", "Bug")).Succeeded());
        Assert.Contains("In Progress", (await _fairlead.RunAsync("jira", "workflow", "--connection", "team", "--project", "SEC")).Succeeded());
        (await _fairlead.RunAsync("jira", "users", "--connection", "team", "--project", "SEC")).Succeeded();
        Assert.Contains(key, (await _fairlead.RunAsync("jira", "search", $"key = {key}", "--connection", "team")).Succeeded());

        server.Signal("-INT");
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    [Fact]
    public async Task Commands_work_on_a_data_directory_without_a_server()
    {
        var report = Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif");
        (await _fairlead.RunAsync("import", report)).Succeeded();
        using var findings = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        Assert.Equal(26, findings.RootElement.GetArrayLength());
        var id = findings.RootElement[0].GetProperty("id").GetString()!;
        var shown = (await _fairlead.RunAsync("finding", "set-status", id, "false-positive", "--reason", "Test data")).Succeeded();
        Assert.Contains("false-positive: Test data", shown);
        Assert.Equal("700\n", (await _fairlead.ShellAsync("stat -c %a \"$XDG_DATA_HOME/fairlead\"")).Succeeded());
        (await _fairlead.RunAsync("plan")).FailedWith(66);
        (await _fairlead.RunAsync("ticket", "show", "SEC-1")).FailedWith(66);
    }

    /// <summary>One is first; the others wait for nobody, and none finds a key that is half made.</summary>
    [Fact]
    public async Task Several_commands_may_be_the_first_on_one_directory()
    {
        for (var round = 0; round < 3; round++)
        {
            var data = Path.Combine(_fairlead.Home, $"data-{round}");
            var ended = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _fairlead.RunAsync("finding", "list", "--data", data)));
            Assert.Contains(ended, e => e.ExitCode == 0);
            foreach (var other in ended.Where(e => e.ExitCode != 0))
                Assert.Matches("is in use by (another command, fairlead finding list \\(process [0-9]+\\)\\. Wait until it has ended|another process)", other.FailedWith(75));
            Assert.DoesNotContain(Directory.EnumerateFiles(data), f => Path.GetFileName(f).StartsWith("master.key.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Reports_of_one_scan_that_are_named_together_do_not_close_each_other()
    {
        foreach (var part in (string[])["a", "b", "c"])
        {
            await File.WriteAllTextAsync(
                Path.Combine(_fairlead.Home, $"{part}.json"),
                $$"""{"scanner":"checker","asset":"shop","findings":[{"id":"{{part}}","title":"{{part}}","severity":"High"}]}""",
                TestContext.Current.CancellationToken);
        }

        string[] files = [.. ((string[])["a", "b", "c"]).Select(p => Path.Combine(_fairlead.Home, $"{p}.json"))];
        Assert.StartsWith("3 reports: 3 findings (generic-json)\n  3 new\n", (await _fairlead.RunAsync(["import", .. files])).Succeeded());
        Assert.Equal("3 reports: the same report as before; nothing changed.\n", (await _fairlead.RunAsync(["import", .. files.Reverse()])).Succeeded());
        var gone = (await _fairlead.RunAsync("import", files[0], files[1])).Succeeded();
        Assert.Contains("2 known", gone);
        Assert.Contains("1 absent for the first time", gone);
        Assert.Contains("a.json, ", (await _fairlead.RunAsync("imports", "list", "--json")).Succeeded());
    }

    [Fact]
    public async Task A_token_is_alone_on_standard_output()
    {
        var ended = await _fairlead.RunAsync("token", "create", "ci", "--role", "editor");
        Assert.Single(ended.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("not shown again", ended.Error);
        var listed = (await _fairlead.RunAsync("token", "list", "--json")).Succeeded();
        Assert.DoesNotContain(ended.Output.Trim(), listed);
        (await _fairlead.RunAsync("token", "revoke", "ci")).Succeeded();
        (await _fairlead.RunAsync("token", "revoke", "ci")).FailedWith(66);
    }

    [Fact]
    public async Task A_configuration_with_mistakes_is_told_place_by_place_with_78()
    {
        var path = Path.Combine(_fairlead.Home, "bad.yaml");
        await File.WriteAllTextAsync(path, "name: [unclosed\n", TestContext.Current.CancellationToken);
        var ended = await _fairlead.RunAsync("configuration", "apply", "-f", path);
        Assert.Equal((78, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("bad.yaml:", ended.Error);
    }

    [Theory]
    [InlineData("/proc/fairlead")]
    [InlineData("/dev/null")]
    public async Task A_data_directory_that_cannot_be_used_is_told_with_78(string directory)
    {
        Assert.Contains("--data", (await _fairlead.RunAsync("finding", "list", "--data", directory)).FailedWith(78));
    }

    [Fact]
    public async Task One_report_of_several_that_fails_leaves_all_out_and_is_named()
    {
        var bad = Path.Combine(_fairlead.Home, "bad.json");
        await File.WriteAllTextAsync(bad, "{}", TestContext.Current.CancellationToken);
        var report = Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif");
        Assert.Contains("bad.json: ", (await _fairlead.RunAsync("import", report, bad, "--json")).FailedWith(65));
        Assert.Equal("[]\n", (await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        (await _fairlead.RunAsync("import", bad)).FailedWith(65);
    }
}
