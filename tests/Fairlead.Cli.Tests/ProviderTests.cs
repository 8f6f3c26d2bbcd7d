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
        var again = await _fairlead.RunAsync("provider", "rotate", "scanner");
        Assert.Equal((65, ""), (again.ExitCode, again.Output));
        Assert.Contains("--force", again.Error);
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
}
