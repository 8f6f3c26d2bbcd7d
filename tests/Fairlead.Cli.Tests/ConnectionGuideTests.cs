using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Cli.Commands;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Tests;

/// <summary>The guide on the command line, and that what it says can be typed.</summary>
public sealed partial class ConnectionGuideTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_topic_is_shown_by_its_name_and_by_the_cause_in_any_spelling()
    {
        var all = (await _fairlead.RunAsync("connection", "guide")).Succeeded();
        Assert.Contains("token-expired-or-revoked", all);
        Assert.Contains("webhook", all);

        var shown = (await _fairlead.RunAsync("connection", "guide", "token_expired_or_revoked")).Succeeded();
        Assert.Equal(shown, (await _fairlead.RunAsync("connection", "guide", "tokenExpiredOrRevoked")).Succeeded());
        Assert.Contains("The token has ended", shown);
        Assert.Contains("  1.", shown);
        Assert.Contains("Personal Access Tokens", shown);
        Assert.Contains("did you mean webhook?", (await _fairlead.RunAsync("connection", "guide", "webhok")).FailedWith(64));
    }

    [Fact]
    public async Task Every_command_in_the_guide_can_be_typed()
    {
        var topics = JsonSerializer.Deserialize<List<JsonElement>>((await _fairlead.RunAsync("connection", "guide", "--json")).Succeeded())!;
        Assert.True(topics.Count > Enum.GetValues<ConnectionCause>().Length);
        var root = ProgramCommands.Root;
        var commands = topics.SelectMany(t => CommandLine().Matches(t.GetRawText()).Select(m => m.Value)).ToList();
        Assert.True(commands.Count > 20);
        foreach (var line in commands)
        {
            var args = CommandLineParser.SplitCommandLine(line).Skip(1).ToList();
            Assert.True(UsageErrors.Of(root.Parse(args), args) is null, $"{line}: {UsageErrors.Of(root.Parse(args), args)}");
        }
    }

    [GeneratedRegex("fairlead connection [^\"]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandLine();
}
