using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>Provider apps as they are typed.</summary>
public sealed class ProviderTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Provider_apps_are_registered_shown_rotated_and_revoked()
    {
        var first = (await _fairlead.RunAsync("provider", "add", "com.example.scanner", "--name", "Scanner", "--scopes", "read,WRITE")).Succeeded();
        Assert.Matches("^[A-Za-z0-9_-]{43}\\n$", first);
        Assert.Equal(64, (await _fairlead.RunAsync("provider", "add", "other", "--scopes", "read,admin")).ExitCode);
        Assert.NotEqual(0, (await _fairlead.RunAsync("provider", "add", "com.example.scanner")).ExitCode);

        using var rotated = JsonDocument.Parse((await _fairlead.RunAsync("provider", "rotate", "scanner", "--keep-hours", "2", "--json")).Succeeded());
        Assert.NotEqual(first.Trim(), rotated.RootElement.GetProperty("secret").GetString());
        var shown = (await _fairlead.RunAsync("provider", "show", "com.example.scanner")).Succeeded();
        Assert.Matches("scopes +read, write", shown);
        Assert.Matches("former secret until +20", shown);
        Assert.Matches("com.example.scanner +Scanner +read, write .*two secrets until", (await _fairlead.RunAsync("provider", "list")).Succeeded());
        Assert.Matches("^[A-Za-z0-9_-]{43}\\n$", (await _fairlead.RunAsync("provider", "rotate", "scanner")).Succeeded());
        (await _fairlead.RunAsync("provider", "rotate", "scanner", "--force")).Succeeded();
        Assert.Matches("^[A-Za-z0-9_-]{43}\\n$", (await _fairlead.RunAsync("provider", "rotate", "scanner", "--keep-hours", "0")).Succeeded());

        (await _fairlead.RunAsync("provider", "revoke", "Scanner")).Succeeded();
        foreach (var command in (string[])["revoke", "rotate"])
        {
            var gone = await _fairlead.RunAsync("provider", command, "scanner");
            Assert.Equal(66, gone.ExitCode);
            Assert.Matches("Scanner was revoked on 20.*fairlead provider add com.example.scanner", gone.Error);
        }

        using var left = JsonDocument.Parse((await _fairlead.RunAsync("provider", "list", "--json")).Succeeded());
        Assert.NotEqual(JsonValueKind.Null, Assert.Single(left.RootElement.EnumerateArray()).GetProperty("revokedAt").ValueKind);
    }
    [Theory]
    [InlineData("")]
    [InlineData(" --json")]
    public async Task A_secret_that_cannot_be_written_is_not_said_to_be_and_the_next_step_makes_another_one(string json)
    {
        var added = (await _fairlead.ShellAsync($"\"$@\" provider add com.example.scanner{json} > /dev/full")).FailedWith(74);
        Assert.Matches("^fairlead: cannot write the secret, which is lost: .* The app is registered.*: fairlead provider rotate com.example.scanner\n$", added);
        var rotated = (await _fairlead.ShellAsync($"\"$@\" provider rotate com.example.scanner{json} > /dev/full")).FailedWith(74);
        Assert.Matches("^fairlead: cannot write the secret, which is lost: .* The secret before counts until 20.*: fairlead provider rotate com.example.scanner\n$", rotated);
        Assert.Matches("^[A-Za-z0-9_-]{43}\n$", (await _fairlead.RunAsync("provider", "rotate", "com.example.scanner")).Succeeded());
        Assert.Contains("fairlead provider rotate com.example.scanner", (await _fairlead.RunAsync("provider", "add", "com.example.scanner")).Error);
    }

    [Fact]
    public async Task A_token_and_a_receiver_s_secret_that_cannot_be_written_are_taken_back_as_it_is_told()
    {
        var token = (await _fairlead.ShellAsync("\"$@\" token create ci --role viewer > /dev/full")).FailedWith(74);
        Assert.DoesNotContain("not shown again", token);
        Assert.Contains("revoked", (await _fairlead.RunAsync(["token", "revoke", token.Trim().Split(' ')[^1]])).Error);
        var receiver = (await _fairlead.ShellAsync("\"$@\" receiver add oncall --webhook https://hooks.example.org/fairlead > /dev/full")).FailedWith(74);
        Assert.DoesNotContain("not shown again", receiver);
        Assert.EndsWith(": fairlead receiver delete oncall\n", receiver);
        Assert.Equal(0, (await _fairlead.RunAsync("receiver", "delete", "oncall")).ExitCode);
    }
}
