using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>The next step that an expired token is answered with works as it is printed.</summary>
public sealed class RotateTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_new_token_alone_is_for_the_same_account()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        _fairlead.With("JIRA_TOKEN", sandbox.Accounts.ApiToken);
        (await _fairlead.RunAsync(
            "connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", sandbox.Accounts.Email)).Succeeded();

        var rotated = await _fairlead.RunAsync("connection", "rotate", "team", "--token-env", "JIRA_TOKEN");
        Assert.Contains("team works", rotated.Succeeded());
        Assert.Contains("revoke it in Jira", rotated.Error);
        var refused = await _fairlead.With("WRONG", "no token").RunAsync("connection", "rotate", "team", "--token-env", "WRONG");
        Assert.Equal(77, refused.ExitCode);
        Assert.Contains("team goes on with the old one", refused.Error);
        Assert.DoesNotContain("worked before", refused.Error);
        // What does not work takes the place of nothing.
        var back = await _fairlead.RunAsync("connection", "rotate", "team", "--back");
        back.Succeeded();
        Assert.Contains("team signs in with the secret that was in use before", back.Error);
        Assert.Equal(64, (await _fairlead.RunAsync("connection", "rotate", "team", "--back", "--token-env", "JIRA_TOKEN")).ExitCode);
        var others = await _fairlead.With("ALICE", sandbox.Accounts.AdministratorSecret)
            .RunAsync("connection", "rotate", "team", "--token-env", "ALICE", "--email", sandbox.Accounts.AdministratorEmail);
        others.Succeeded();
        Assert.Contains("It is the account of somebody else: Alice", others.Error);
        Assert.DoesNotContain("somebody else", rotated.Error);
        // Whoever takes that back is not warned of doing so.
        var own = await _fairlead.RunAsync("connection", "rotate", "team", "--back");
        own.Succeeded();
        Assert.Contains("signs in again. What Alice", own.Error);
        Assert.DoesNotContain("warning", own.Error);
        Assert.Contains("team works", (await _fairlead.RunAsync("connection", "edit", "team", "--token-env", "JIRA_TOKEN", "--email", sandbox.Accounts.Email)).Succeeded());
    }

    /// <summary>As the help of --user says; and back, which is tried like any other.</summary>
    [Fact]
    public async Task On_data_center_a_secret_without_a_user_is_a_personal_access_token_whatever_was_in_use()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = SandboxEdition.DataCenter }, TestContext.Current.CancellationToken);
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        _fairlead.With("PAT", sandbox.Accounts.PersonalAccessToken).With("PASSWORD", sandbox.Accounts.Password);
        (await _fairlead.RunAsync("connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--token-env", "PAT")).Succeeded();
        Assert.Contains("keeps no other", (await _fairlead.RunAsync("connection", "rotate", "team", "--back")).FailedWith(66));

        (await _fairlead.RunAsync("connection", "rotate", "team", "--user", sandbox.Accounts.UserName, "--token-env", "PASSWORD")).Succeeded();
        (await _fairlead.RunAsync("connection", "rotate", "team", "--token-env", "PAT")).Succeeded();
        sandbox.State.RevokeCredentials();

        Assert.Equal(77, (await _fairlead.RunAsync("connection", "rotate", "team", "--back")).ExitCode);
    }
}
