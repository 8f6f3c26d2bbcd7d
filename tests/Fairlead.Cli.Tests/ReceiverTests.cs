using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>Receivers as they are typed.</summary>
public sealed class ReceiverTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Receivers_are_added_tried_listed_and_deleted()
    {
        var added = await _fairlead.RunAsync("receiver", "add", "oncall", "--webhook", "https://hooks.team.example/fairlead");
        Assert.Matches("^[A-Za-z0-9_-]{43}\\n$", added.Succeeded());
        (await _fairlead.RunAsync("receiver", "add", "team", "--email", "a@team.example,b@team.example")).Succeeded();
        Assert.Equal(64, (await _fairlead.RunAsync("receiver", "add", "both", "--email", "a@team.example", "--webhook", "https://x.example/")).ExitCode);
        Assert.Contains("must begin with https", (await _fairlead.RunAsync("receiver", "add", "plain", "--webhook", "http://x.example/")).Error);
        var wrong = (await _fairlead.RunAsync("receiver", "add", "near", "--webhook", "http://127.0.0.1:9/")).FailedWith(65);
        Assert.Contains("/target: must begin with https", wrong);
        Assert.Contains("; /target: is on this machine", wrong);

        var test = await _fairlead.RunAsync("receiver", "test", "team");
        Assert.Equal(1, test.ExitCode);
        Assert.Contains("FAIRLEAD_Notifications__MailHost", test.Output);
        using var told = JsonDocument.Parse((await _fairlead.RunAsync("notification", "list", "--json")).Succeeded());
        var message = Assert.Single(told.RootElement.EnumerateArray());
        Assert.Equal(("team", "givenUp", 1), (message.GetProperty("receiver").GetString(), message.GetProperty("state").GetString(), message.GetProperty("attempts").GetInt32()));

        (await _fairlead.RunAsync("receiver", "disable", "team")).Succeeded();
        Assert.Matches("team.*disabled", (await _fairlead.RunAsync("receiver", "list")).Succeeded());
        (await _fairlead.RunAsync("receiver", "enable", "team")).Succeeded();
        Assert.Equal(66, (await _fairlead.RunAsync("receiver", "enable", "nobody")).ExitCode);

        (await _fairlead.RunAsync("receiver", "delete", "TEAM")).Succeeded();
        Assert.Equal(66, (await _fairlead.RunAsync("receiver", "delete", "team")).ExitCode);
        using var left = JsonDocument.Parse((await _fairlead.RunAsync("receiver", "list", "--json")).Succeeded());
        Assert.Equal("oncall", Assert.Single(left.RootElement.EnumerateArray()).GetProperty("name").GetString());
    }
}
