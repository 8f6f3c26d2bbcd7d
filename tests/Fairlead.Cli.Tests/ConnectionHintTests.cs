using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>What a person is told to type after adding a connection works as it is printed.</summary>
public sealed class ConnectionHintTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task The_next_step_after_adding_works_as_typed()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        var data = Path.Combine(_fairlead.Home, "my data");
        _fairlead.With("FAIRLEAD_Connections__AllowLoopback", "true").With("SECRET", sandbox.Accounts.ClientSecret);

        // Without --edition: the site is asked.
        var added = await _fairlead.RunAsync(
            "connection", "add", "the team", "--site", sandbox.BaseUrl.ToString(), "--client-id", sandbox.Accounts.ClientId, "--token-env", "SECRET", "--data", data);
        Assert.Contains("the team works", added.Succeeded());
        Assert.Contains("SEC", (await TypedAsync(added, "see which projects it shows")).Succeeded());

        var stored = await _fairlead.RunAsync(
            "connection", "add", "later", "--site", sandbox.BaseUrl.ToString(), "--client-id", sandbox.Accounts.ClientId, "--token-env", "SECRET", "--no-test", "--data", data);
        stored.Succeeded();
        Assert.Contains("later works", (await TypedAsync(stored, "see whether it works")).Succeeded());

        var listed = (await _fairlead.RunAsync("connection", "list", "--data", data)).Succeeded();
        Assert.Matches("the team +cloud +http[^ ]+ +yes +are sent", listed);
    }

    [Fact]
    public async Task After_a_wrong_secret_the_next_step_is_another_secret()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        var ended = await _fairlead.With("FAIRLEAD_Connections__AllowLoopback", "true").With("WRONG", "no token").RunAsync(
            "connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--email", sandbox.Accounts.Email, "--token-env", "WRONG");
        Assert.Equal(77, ended.ExitCode);
        Assert.Contains("fairlead connection rotate team\n", ended.Error);
    }

    private async Task<Ended> TypedAsync(Ended before, string why)
    {
        var line = Assert.Single(before.Error.Split('\n'), l => l.Contains(why, StringComparison.Ordinal));
        return await _fairlead.ShellAsync(line[line.IndexOf("fairlead ", StringComparison.Ordinal)..].Replace("fairlead ", "\"$@\" ", StringComparison.Ordinal));
    }
}
