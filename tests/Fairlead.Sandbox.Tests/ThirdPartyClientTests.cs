using System.Diagnostics;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests;

/// <summary>Clients that others wrote for the real Jira, each over what it is used for most.</summary>
public sealed class ThirdPartyClientTests
{
    private static readonly string Clients =
        Path.Combine(SharedData.RepositoryRoot, "tests", "Fairlead.Sandbox.Tests", "clients");

    [Fact]
    public async Task The_npm_client_jira_js_finds_a_Jira_Cloud_in_which_every_answer_fits_its_schema()
    {
        Assert.True(Directory.Exists(Path.Combine(Clients, "node_modules", "jira.js")), "jira.js is not installed: run ./test, which does it.");
        await using var jira = await JiraDriver.StartAsync(SandboxEdition.Cloud);
        await RunAsync("node", "cloud.mjs", jira.Server, jira.Server.Accounts.Email, jira.Server.Accounts.ApiToken);
    }

    [Fact]
    public async Task The_npm_client_jira_client_finds_a_Jira_Data_Center()
    {
        Assert.True(Directory.Exists(Path.Combine(Clients, "node_modules", "jira-client")), "jira-client is not installed: run ./test, which does it.");
        await using var jira = await JiraDriver.StartAsync(
            new SandboxOptions { Edition = SandboxEdition.DataCenter, ContextPath = "/jira" });
        await RunAsync("node", "datacenter.cjs", jira.Server, jira.Server.Accounts.UserName, jira.Server.Accounts.Password);
    }

    [Fact]
    public async Task Debians_python_client_finds_a_Jira_Data_Center()
    {
        Assert.True(
            Directory.Exists("/usr/lib/python3/dist-packages/jira"), "python3-jira is not installed: run ./test, which does it.");
        await using var jira = await JiraDriver.StartAsync(SandboxEdition.DataCenter);
        await RunAsync("/usr/bin/python3", "datacenter.py", jira.Server, jira.Server.Accounts.UserName, jira.Server.Accounts.Password);
    }

    private static async Task RunAsync(string program, string script, SandboxServer server, string user, string secret)
    {
        var start = new ProcessStartInfo(program, script)
        {
            WorkingDirectory = Clients,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["SANDBOX_URL"] = server.BaseUrl.ToString().TrimEnd('/'),
                ["SANDBOX_USER"] = user,
                ["SANDBOX_SECRET"] = secret,
                ["NO_PROXY"] = "127.0.0.1",
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var ct = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }
}
