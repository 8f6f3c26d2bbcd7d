using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>The life of tickets from end to end, on both editions.</summary>
public sealed class LifecycleStoryTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData("cloud")]
    [InlineData("data-center")]
    public async Task Every_step_ends_as_it_should(string edition)
    {
        var ended = await _fairlead.RunAsync("demo", "--story", "lifecycle", "--once", "--json", "--edition", edition);
        using var json = JsonDocument.Parse(ended.Output);
        var story = json.RootElement;
        var steps = story.GetProperty("steps").EnumerateArray().ToList();

        Assert.Equal(
            ["A first scan", "The same again", "A developer's comment", "A wrong close", "A fix", "A recurrence", "A moved issue", "A rotated token", "An expired exception"],
            steps.Select(s => s.GetProperty("title").GetString()));
        Assert.Empty(steps.Where(s => !s.GetProperty("isAsPromised").GetBoolean()).Select(s => s.GetRawText()));
        Assert.Equal(4, story.GetProperty("created").GetInt32());
        Assert.Equal(0, ended.ExitCode);
    }

    [Fact]
    public async Task A_person_reads_what_happened_and_what_was_done()
    {
        var text = (await _fairlead.RunAsync("demo", "--story", "lifecycle", "--once")).Succeeded();

        Assert.Contains("9 of 9 steps as expected; 4 issues in all", text);
        Assert.EndsWith("./fairlead demo --story lifecycle\n", text);
        Assert.Contains("An expired exception", text);
        Assert.DoesNotContain("http://", text);
    }

    [Fact]
    public async Task A_story_that_there_is_not_is_refused_with_those_that_there_are()
    {
        var ended = await _fairlead.RunAsync("demo", "--story", "tragedy");
        Assert.Equal(64, ended.ExitCode);
        Assert.Contains("lifecycle", ended.Error);
    }
}
