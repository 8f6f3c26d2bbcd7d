using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>Secrets in a project of Jira from end to end, on both editions.</summary>
public sealed class SecretsStoryTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData("cloud")]
    [InlineData("data-center")]
    public async Task What_was_planted_is_what_is_found(string edition)
    {
        var ended = await _fairlead.RunAsync("demo", "--story", "secrets", "--once", "--json", "--edition", edition);
        using var json = JsonDocument.Parse(ended.Output);
        var steps = json.RootElement.GetProperty("steps").EnumerateArray().ToList();

        Assert.Equal(["A first look", "The same again", "A review", "An export", "Tickets", "Edited away", "Revoked"], steps.Select(s => s.GetProperty("title").GetString()));
        Assert.Empty(steps.Where(s => !s.GetProperty("isAsPromised").GetBoolean()).Select(s => s.GetRawText()));
        Assert.Equal(0, ended.ExitCode);
    }
}
