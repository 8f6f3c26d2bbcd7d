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
        Assert.Matches("team +cloud +http[^ ]+ +no +cannot be sent", (await _fairlead.RunAsync("connection", "list")).Succeeded());
        Assert.Contains("fairlead connection rotate team\n", ended.Error);
    }

    /// <summary>What the site is, what was asked for, and the commands that put it right.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "--user", "Jira Cloud, but the connection is set up for Jira Data Center", "cloud ", " --email ADDRESS --token-env VARIABLE")]
    [InlineData(SandboxEdition.DataCenter, "--email", "Jira Data Center, but the connection is set up for Jira Cloud", "data-center ", " --token-env VARIABLE")]
    public async Task A_site_of_the_other_edition_is_told_with_what_it_is(SandboxEdition edition, string option, string told, string shown, string signIn)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, TestContext.Current.CancellationToken);
        var ended = await _fairlead.With("FAIRLEAD_Connections__AllowLoopback", "true").With("SECRET", "any").RunAsync(
            "connection", "add", "the team", "--site", sandbox.BaseUrl.ToString(), option, "me@team.example", "--token-env", "SECRET");

        Assert.Equal(78, ended.ExitCode);
        Assert.Contains(told, ended.Output);
        Assert.Matches($"Jira +{shown}", ended.Output);
        Assert.Contains("fairlead connection remove 'the team'; then add it anew: ", ended.Error);
        Assert.Matches($"fairlead connection add 'the team' --site http://[^ ]+{signIn}\n", ended.Error);
    }

    [Fact]
    public async Task A_kind_of_credential_that_the_edition_does_not_take_is_told_with_those_that_it_takes()
    {
        _fairlead.With("SECRET", "any");
        (await _fairlead.RunAsync("connection", "add", "team", "--site", "https://team.atlassian.net", "--email", "me@team.example", "--token-env", "SECRET", "--no-test")).Succeeded();
        var refused = (await _fairlead.RunAsync("connection", "edit", "team", "--user", "bob", "--token-env", "SECRET")).FailedWith(65);
        Assert.Contains("is for Jira Data Center, the connection is to Jira Cloud, which takes cloudApiToken (on the command line --email ADDRESS)", refused);
    }

    /// <summary>Told by whatever needs the connection, and works as it is printed.</summary>
    [Fact]
    public async Task A_disabled_connection_is_told_with_the_command_that_enables_it()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        _fairlead.With("FAIRLEAD_Connections__AllowLoopback", "true").With("SECRET", sandbox.Accounts.ClientSecret);
        (await _fairlead.RunAsync(
            "connection", "add", "the team", "--site", sandbox.BaseUrl.ToString(), "--client-id", sandbox.Accounts.ClientId, "--token-env", "SECRET")).Succeeded();
        (await _fairlead.RunAsync("connection", "disable", "the team")).Succeeded();

        var refused = await _fairlead.RunAsync("jira", "projects", "--connection", "the team");
        refused.FailedWith(65);
        (await TypedAsync(refused, "is disabled")).Succeeded();
        (await _fairlead.RunAsync("jira", "projects", "--connection", "the team")).Succeeded();
    }

    private async Task<Ended> TypedAsync(Ended before, string why)
    {
        var line = Assert.Single(before.Error.Split('\n'), l => l.Contains(why, StringComparison.Ordinal));
        return await _fairlead.ShellAsync(line[line.IndexOf("fairlead ", StringComparison.Ordinal)..].Replace("fairlead ", "\"$@\" ", StringComparison.Ordinal));
    }
}
