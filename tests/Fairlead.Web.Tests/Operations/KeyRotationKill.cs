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
        var options = OptionsFor(folder);
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

    /// <summary>
    /// A power cut must not leave secrets under a key whose file is not there: its name too is on the disk before the first row is
    /// moved. strace(1) must be here and may trace.
    /// </summary>
    [Fact]
    public async Task A_new_key_is_on_the_disk_with_its_name_before_it_is_used()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var folder = Directory.CreateTempSubdirectory("fairlead-rotate-");
        await AddConnectionAsync(OptionsFor(folder), jira);
        var trace = Path.Combine(folder.FullName, "trace");

        Assert.Equal(0, await RotateInAChildAsync(
            folder.FullName, null, "strace", "-f", "-qq", "-y", "-o", trace, "-e", "trace=rename,renameat,renameat2,fsync,pwrite64"));

        var steps = (await File.ReadAllLinesAsync(trace, Ct)).Select(l => StepOf(l, folder.FullName)).OfType<string>();
        var order = string.Join(' ', steps.Aggregate(new List<string>(), (all, step) =>
        {
            if (all.LastOrDefault() != step)
                all.Add(step);
            return all;
        }));
        // Twice: both keys, and at the end the new one alone.
        Assert.Matches("file-synced key-renamed name-synced( file-synced| database-written)* database-written.* file-synced key-renamed name-synced", order);
        folder.Delete(recursive: true);
    }

    private static string? StepOf(string line, string folder)
    {
        if (line.Contains("fsync(", StringComparison.Ordinal) && line.Contains($"<{folder}/master.key.next>", StringComparison.Ordinal))
            return "file-synced";
        if (line.Contains("rename", StringComparison.Ordinal) && line.Contains("master.key.next", StringComparison.Ordinal))
            return "key-renamed";
        if (line.Contains("fsync(", StringComparison.Ordinal) && line.Contains($"<{folder}>", StringComparison.Ordinal))
            return "name-synced";
        return line.Contains("pwrite64(", StringComparison.Ordinal) && line.Contains($"<{folder}/fairlead.db-wal>", StringComparison.Ordinal)
            ? "database-written"
            : null;
    }

    /// <summary>Runs only as the child of the tests above.</summary>
    [Fact(Explicit = true)]
    public async Task Rotate()
    {
        var data = Environment.GetEnvironmentVariable(DataVariable)!;
        var options = OptionsFor(new DirectoryInfo(data));
        await using var host = await FairleadHost.StartAsync(options, Ct);
        using var client = new Client.FairleadClient(host.BaseAddress, options.LocalToken);
        await client.Operations.RotateMasterKeyAsync(Ct);
    }

    private static FairleadHostOptions OptionsFor(DirectoryInfo folder) => new()
    {
        DataDirectory = folder.FullName,
        Listen = "http://127.0.0.1:0",
        LogTarget = LogTarget.None,
        LocalToken = new Kernel.SecretText("local"),
        AllowLoopbackJira = true,
        Environment = _ => null,
    };

    private static async Task<Kernel.Identity.ConnectionId> AddConnectionAsync(FairleadHostOptions options, SandboxServer jira)
    {
        await using var host = await FairleadHost.StartAsync(options, Ct);
        using var client = new Client.FairleadClient(host.BaseAddress, options.LocalToken);
        var credential = new CredentialRequest(CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email);
        return (await client.Connections.CreateAsync(new("jira", jira.BaseUrl.AbsoluteUri, credential, JiraEditionKind.Cloud), Ct)).Id;
    }

    private static async Task<int> RotateInAChildAsync(string data, string? kill, params IReadOnlyList<string> before)
    {
        var assembly = typeof(KeyRotationKill).Assembly.Location;
        IReadOnlyList<string> command = [.. before, "dotnet", assembly, "-explicit", "only", "-method", $"*{nameof(KeyRotationKill)}.{nameof(Rotate)}"];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
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
