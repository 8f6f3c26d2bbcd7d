using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Search;

/// <summary>
/// WAS and CHANGED over two issues. On 10 March both are made; on the 11th the bot starts SEC-1 and gives it to bob; on the
/// 12th alice finishes SEC-1 and makes it urgent; on the 13th bob opens it again. SEC-2 stays as it was.
/// </summary>
public sealed class JqlHistoryTests : IAsyncLifetime
{
    private JiraDriver _jira = null!;

    public async ValueTask InitializeAsync()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        _jira = await JiraDriver.StartAsync(new SandboxOptions { Edition = SandboxEdition.DataCenter, TimeProvider = clock });
        await _jira.CreateAsync("Moves", more: """{"priority":{"name":"Low"}}""");
        await _jira.CreateAsync("Stays", more: """{"fixVersions":[{"name":"2.0"}]}""");
        clock.Advance(TimeSpan.FromDays(1));
        await TransitionAsync("In Progress");
        await _jira.PutAsync("issue/SEC-1", """{"fields":{"assignee":{"name":"bob"},"fixVersions":[{"name":"1.0"}]}}""");
        clock.Advance(TimeSpan.FromDays(1));
        _jira.Server.State.Transition("SEC-1", "Done");
        await _jira.PutAsync("issue/SEC-1", """{"fields":{"priority":{"name":"Highest"}}}""");
        clock.Advance(TimeSpan.FromDays(1));
        _jira.Server.State.Transition("SEC-1", "To Do", "bob");
    }

    public async ValueTask DisposeAsync() => await _jira.DisposeAsync();

    [Theory]
    [InlineData("status was Done", "SEC-1")]
    [InlineData("status WAS \"To Do\"", "SEC-1 SEC-2")]
    [InlineData("status was not Done", "SEC-2")]
    [InlineData("status was in (Done, \"In Progress\")", "SEC-1")]
    [InlineData("status was not in (Done, \"In Progress\")", "SEC-2")]
    [InlineData("status was Done on \"2026-03-12\"", "SEC-1")]
    [InlineData("status was Done on 2026-03-11", "")]
    [InlineData("status was \"In Progress\" before 2026-03-11", "")]
    [InlineData("status was \"In Progress\" before '2026-03-12'", "SEC-1")]
    [InlineData("status was \"In Progress\" after \"2026-03-12 13:00\"", "")]
    [InlineData("status was \"In Progress\" after \"2026-03-12 11:00\"", "SEC-1")]
    [InlineData("status was Done during (2026-03-12, \"2026-03-13\")", "SEC-1")]
    [InlineData("status was Done during (2026-03-10, \"2026-03-12\")", "")]
    [InlineData("status was Done by alice", "SEC-1")]
    [InlineData("status was Done by currentUser()", "")]
    [InlineData("status was \"In Progress\" by currentUser()", "SEC-1")]
    [InlineData("status was Done by (alice, bob) after -2d", "SEC-1")]
    [InlineData("assignee was bob", "SEC-1")]
    [InlineData("assignee was empty", "SEC-1 SEC-2")]
    [InlineData("assignee was not empty", "")]
    [InlineData("assignee was empty on 2026-03-13", "SEC-2")]
    [InlineData("assignee was in membersOf(\"jira-software-users\")", "SEC-1")]
    [InlineData("priority was Low and priority = Highest", "SEC-1")]
    [InlineData("resolution was Done", "SEC-1")]
    [InlineData("resolution was Unresolved before 2026-03-11", "SEC-1 SEC-2")]
    [InlineData("reporter was fairlead-bot", "SEC-1 SEC-2")]
    [InlineData("fixVersion was \"1.0\"", "SEC-1")]
    [InlineData("fixVersion was \"2.0\" on 2026-03-10", "SEC-2")]
    [InlineData("status changed", "SEC-1")]
    [InlineData("not status changed and project = SEC", "SEC-2")]
    [InlineData("status changed from \"In Progress\" to Done", "SEC-1")]
    [InlineData("status changed from Done to \"In Progress\"", "")]
    [InlineData("status changed to Done by alice on 2026-03-12", "SEC-1")]
    [InlineData("status changed to Done by bob", "")]
    [InlineData("status changed from (Done, \"In Progress\") after 2026-03-13", "SEC-1")]
    [InlineData("status changed before 2026-03-11", "")]
    [InlineData("status changed during (2026-03-11, 2026-03-12) by fairlead-bot", "SEC-1")]
    [InlineData("assignee changed from empty to bob", "SEC-1")]
    [InlineData("priority changed after startOfDay(-1) before endOfDay(-1)", "SEC-1")]
    [InlineData("resolution changed to empty", "SEC-1")]
    [InlineData("fixVersion changed to \"1.0\"", "SEC-1")]
    [InlineData("reporter changed", "")]
    [InlineData("issue in updatedBy(bob)", "SEC-1")]
    [InlineData("issuekey in updatedBy(fairlead-bot, \"2026-03-11\", \"2026-03-12\")", "SEC-1")]
    [InlineData("key not in updatedBy(bob) and project = SEC", "SEC-2")]
    public async Task Finds(string jql, string keys)
    {
        var reply = await _jira.GetAsync($"search?fields=summary&jql={Uri.EscapeDataString(jql)}");
        Assert.True(reply.Status == 200, reply.Text);
        Assert.Equal(keys, string.Join(' ', reply.Json["issues"]!.AsArray().Select(i => (string)i!["key"]!).Order()));
    }

    [Theory]
    [InlineData("labels was x", "History searches do not support the 'labels' field.")]
    [InlineData("summary changed", "History searches do not support the 'summary' field.")]
    [InlineData("status was Nowhere", "The value 'Nowhere' does not exist for the field 'status'.")]
    [InlineData("status changed to Nowhere", "The value 'Nowhere' does not exist for the field 'status'.")]
    [InlineData("nothing changed", "Field 'nothing' does not exist or you do not have permission to view it.")]
    [InlineData("status was Done from \"To Do\"", "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'from'. (line 1, character 17)")]
    [InlineData("status changed during 2026-03-11", "The predicate 'during' takes two dates in parentheses.")]
    [InlineData("status changed by nobody", "The value 'nobody' does not exist for the field 'by'.")]
    public async Task Refuses(string jql, string message)
    {
        var reply = await _jira.GetAsync($"search?jql={Uri.EscapeDataString(jql)}");
        Assert.Equal((400, message), (reply.Status, reply.FirstMessage));
    }

    [Fact]
    public async Task History_lags_with_the_index()
    {
        _jira.Server.State.StopIndex();
        _jira.Server.State.Transition("SEC-2", "Done");
        Assert.Equal(0, await CountAsync("key = SEC-2 and status changed"));
        _jira.Server.State.RebuildIndex();
        Assert.Equal(1, await CountAsync("key = SEC-2 and status changed"));
    }

    private async Task<int> CountAsync(string jql) =>
        (int)(await _jira.GetAsync($"search?maxResults=0&jql={Uri.EscapeDataString(jql)}")).Json["total"]!;

    private async Task TransitionAsync(string status)
    {
        var open = await _jira.GetAsync("issue/SEC-1/transitions");
        var id = open.Json["transitions"]!.AsArray().First(t => (string?)t!["to"]!["name"] == status)!["id"]!;
        Assert.Equal(204, (await _jira.PostAsync("issue/SEC-1/transitions", $$$"""{"transition":{"id":"{{{id}}}"}}""")).Status);
    }
}
