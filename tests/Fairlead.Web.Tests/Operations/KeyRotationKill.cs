using System.Diagnostics;
using Fairlead.Client.Connections;
using Fairlead.Sandbox;

namespace Fairlead.Web.Tests.Operations;

/// <summary>A rotation of the master key that is killed at each of its steps loses no secret, and the next start finishes it.</summary>
public sealed class KeyRotationKill
{
    private const string DataVariable = "FAIRLEAD_TEST_ROTATE_IN";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("key-rotation-before-file", 1)]
    [InlineData("key-rotation-after-file", 1)]
    [InlineData("key-rotation-after-batch", 1)]
    [InlineData("key-rotation-before-forgetting", 1)]
    public async Task Killed_at_a_step_it_is_finished_by_the_next_start(string step, int passing)
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var folder = Directory.CreateTempSubdirectory("fairlead-rotate-");
        var options = new FairleadHostOptions
        {
            DataDirectory = folder.FullName,
            Listen = "http://127.0.0.1:0",
            LogTarget = LogTarget.None,
            LocalToken = new Kernel.SecretText("local"),
            AllowLoopbackJira = true,
            Environment = _ => null,
        };
        var id = await AddConnectionAsync(options, jira);

        Assert.NotEqual(0, await RotateInAChildAsync(folder.FullName, $"{step}:{passing}"));

        await using (var host = await FairleadHost.StartAsync(options, Ct))
        {
            using var client = new Client.FairleadClient(host.BaseAddress, options.LocalToken);
            Assert.True((await client.Connections.TestAsync(id, Ct)).Works);
        }

        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "master.key"), Ct));
        folder.Delete(recursive: true);
    }

    /// <summary>Runs only as the child of the test above.</summary>
    [Fact(Explicit = true)]
    public async Task Rotate()
    {
        var data = Environment.GetEnvironmentVariable(DataVariable)!;
        var options = new FairleadHostOptions
        {
            DataDirectory = data,
            Listen = "http://127.0.0.1:0",
            LogTarget = LogTarget.None,
            LocalToken = new Kernel.SecretText("local"),
            Environment = _ => null,
        };
        await using var host = await FairleadHost.StartAsync(options, Ct);
        using var client = new Client.FairleadClient(host.BaseAddress, options.LocalToken);
        await client.Operations.RotateMasterKeyAsync(Ct);
    }

    private static async Task<Kernel.Identity.ConnectionId> AddConnectionAsync(FairleadHostOptions options, SandboxServer jira)
    {
        await using var host = await FairleadHost.StartAsync(options, Ct);
        using var client = new Client.FairleadClient(host.BaseAddress, options.LocalToken);
        var credential = new CredentialRequest(CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email);
        return (await client.Connections.CreateAsync(new("jira", jira.BaseUrl.AbsoluteUri, credential, JiraEditionKind.Cloud), Ct)).Id;
    }

    private static async Task<int> RotateInAChildAsync(string data, string kill)
    {
        var assembly = typeof(KeyRotationKill).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [assembly, "-explicit", "only", "-method", $"*{nameof(KeyRotationKill)}.{nameof(Rotate)}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[DataVariable] = data;
        start.Environment["FAIRLEAD_KILL"] = kill;
        using var child = Process.Start(start)!;
        await child.StandardOutput.ReadToEndAsync(Ct);
        await child.WaitForExitAsync(Ct);
        return child.ExitCode;
    }
}
