using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;
using Fairlead.Sandbox.Tests.Issues;

namespace Fairlead.Sandbox.Tests.Search;

public sealed class CloudSearchTests
{
    [Theory]
    [InlineData("/rest/api/3/search?jql=project%3DSEC")]
    [InlineData("/rest/api/2/search?jql=project%3DSEC")]
    public async Task The_old_search_is_gone(string path)
    {
        await using var jira = await JiraDriver.StartAsync();
        var reply = await jira.GetAsync(path);
        Assert.Equal(410, reply.Status);
        Assert.Contains("/rest/api/3/search/jql", reply.FirstMessage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("order by created")]
    public async Task An_unbounded_query_is_refused(string jql)
    {
        await using var jira = await JiraDriver.StartAsync();
        var reply = await jira.PostAsync("search/jql", new JsonObject { ["jql"] = jql });
        Assert.Equal(400, reply.Status);
        Assert.StartsWith("Unbounded JQL queries are not allowed here.", reply.FirstMessage);
        Assert.Equal(400, (await jira.PostAsync("search/approximate-count", new JsonObject { ["jql"] = jql })).Status);
    }

    [Fact]
    public async Task Tokens_lead_through_all_pages_and_ids_alone_come_in_long_ones()
    {
        await using var jira = await JiraDriver.StartAsync();
        for (var i = 0; i < 3; i++)
            await jira.PostAsync("issue/bulk", BulkTests.Updates([.. Enumerable.Repeat("x", 50)]));
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = (await jira.PostAsync("search/jql", new JsonObject
            {
                ["jql"] = "project = SEC",
                ["maxResults"] = 5000,
                ["fields"] = new JsonArray("summary"),
                ["nextPageToken"] = token,
            })).Json;
            Assert.Null(page["total"]);
            Assert.True(page["issues"]!.AsArray().Count <= 100);
            seen.AddRange(page["issues"]!.AsArray().Select(i => (string)i!["id"]!));
            token = (string?)page["nextPageToken"];
            Assert.Equal(token is null, (bool)page["isLast"]!);
        }
        while (token is not null);
        Assert.Equal(150, seen.Distinct().Count());

        var ids = (await jira.GetAsync("search/jql?jql=project%3DSEC&maxResults=5000")).Json;
        Assert.Equal(150, ids["issues"]!.AsArray().Count);
        Assert.Equal(["id"], ids["issues"]![0]!.AsObject().Select(p => p.Key));
        Assert.Equal(150, (int)(await jira.PostAsync("search/approximate-count", """{"jql":"project = SEC"}""")).Json["count"]!);
    }

    [Fact]
    public async Task A_made_up_token_is_refused()
    {
        await using var jira = await JiraDriver.StartAsync();
        Assert.Equal(400, (await jira.GetAsync("search/jql?jql=project%3DSEC&nextPageToken=nope")).Status);
    }

    [Fact]
    public async Task The_index_lags_and_reconciling_looks_past_it()
    {
        var clock = new TestClock();
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions { TimeProvider = clock, IndexLag = TimeSpan.FromSeconds(60) });
        var key = await jira.CreateAsync(more: """{"labels":["fresh"]}""");
        var id = jira.Server.State.Find(key)!.Id;
        Assert.Empty(await Found(jira, "labels = fresh"));
        Assert.Equal([$"{id}"], await Found(jira, "labels = fresh", id));
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal([$"{id}"], await Found(jira, "labels = fresh"));
        await jira.PutAsync($"issue/{key}", """{"fields":{"labels":["old"]}}""");
        Assert.Equal([$"{id}"], await Found(jira, "labels = fresh"));
        Assert.Empty(await Found(jira, "labels = fresh", id));
        jira.Server.State.StopIndex();
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Empty(await Found(jira, "labels = old"));
        jira.Server.State.RebuildIndex();
        Assert.Equal([$"{id}"], await Found(jira, "labels = old"));
    }

    private static async Task<IEnumerable<string>> Found(JiraDriver jira, string jql, params long[] reconcile) =>
        (await jira.PostAsync("search/jql", new JsonObject
        {
            ["jql"] = jql,
            ["reconcileIssues"] = new JsonArray([.. reconcile.Select(r => JsonValue.Create(r))]),
        })).Json["issues"]!.AsArray().Select(i => (string)i!["id"]!);
}
