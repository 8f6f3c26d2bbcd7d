using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Issues;

public sealed class BulkTests
{
    [Fact]
    public async Task A_bulk_tells_which_elements_failed_and_is_400_only_when_all_did()
    {
        await using var jira = await JiraDriver.StartAsync();
        var part = await jira.PostAsync("issue/bulk", Updates("good", "bad\n", "good too", "bad\r"));
        Assert.Equal(201, part.Status);
        Assert.Equal(2, part.Json["issues"]!.AsArray().Count);
        Assert.Equal([1, 3], part.Json["errors"]!.AsArray().Select(e => (int)e!["failedElementNumber"]!));
        Assert.Equal(400, (int)part.Json["errors"]![0]!["status"]!);
        Assert.NotNull(part.Json["errors"]![0]!["elementErrors"]!["errors"]!["summary"]);
        var none = await jira.PostAsync("issue/bulk", Updates("a\n", "b\n"));
        Assert.Equal(400, none.Status);
        Assert.Equal(2, none.Json["errors"]!.AsArray().Count);
    }

    [Fact]
    public async Task Fifty_one_at_once_are_refused_whole()
    {
        await using var jira = await JiraDriver.StartAsync();
        Assert.Equal(201, (await jira.PostAsync("issue/bulk", Updates([.. Enumerable.Repeat("x", 50)]))).Status);
        Assert.Equal(400, (await jira.PostAsync("issue/bulk", Updates([.. Enumerable.Repeat("x", 51)]))).Status);
        Assert.Equal(50, jira.Server.State.IssueCount);
    }

    [Fact]
    public async Task Bulkfetch_gives_what_it_can_and_is_silent_about_the_rest()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        var hidden = await jira.CreateAsync();
        jira.Server.State.Hide(hidden);
        var reply = await jira.PostAsync("issue/bulkfetch", $$"""{"issueIdsOrKeys":["{{key}}","{{hidden}}","NONE-9"],"fields":["summary"]}""");
        Assert.Equal(key, (string?)reply.Json["issues"]!.AsArray().Single()!["key"]);
        Assert.Empty(reply.Json["issueErrors"]!.AsArray());
        var many = new JsonObject { ["issueIdsOrKeys"] = new JsonArray([.. Enumerable.Range(0, 101).Select(i => JsonValue.Create($"SEC-{i}"))]) };
        Assert.Equal(400, (await jira.PostAsync("issue/bulkfetch", many)).Status);
    }

    [Theory]
    [InlineData("summary", 1_000)]
    [InlineData("status", 1_000)]
    [InlineData("labels", 100)]
    [InlineData("components", 100)]
    [InlineData("versions", 100)]
    [InlineData("fixVersions", 100)]
    [InlineData("issuelinks", 100)]
    [InlineData("subtasks", 100)]
    [InlineData("attachment", 100)]
    [InlineData("comment", 100)]
    [InlineData("worklog", 100)]
    [InlineData("*all", 100)]
    [InlineData("Checkboxes", 100)]
    public async Task Bulkfetch_gives_a_thousand_only_with_fields_of_a_single_value(string field, int most)
    {
        await using var jira = await JiraDriver.StartAsync();
        if (field == "Checkboxes")
            field = (string)(await jira.GetAsync("field")).Json.AsArray().First(f => (string?)f!["schema"]?["type"] == "array" && (bool)f["custom"]!)!["id"]!;
        Assert.Equal(200, (await jira.PostAsync("issue/bulkfetch", Fetch(field, most))).Status);
        Assert.Equal(400, (await jira.PostAsync("issue/bulkfetch", Fetch(field, most + 1))).Status);
    }

    [Fact]
    public async Task Bulk_changelogs_come_by_issue_and_page_by_token()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        foreach (var name in (string[])["High", "Low", "Highest"])
            jira.Server.State.Edit(key, $$$"""{"priority":{"name":"{{{name}}}"}}""");
        var first = await jira.PostAsync("changelog/bulkfetch", $$"""{"issueIdsOrKeys":["{{key}}"],"fieldIds":["priority"],"maxResults":2}""");
        Assert.Equal(2, first.Json["issueChangeLogs"]![0]!["changeHistories"]!.AsArray().Count);
        var token = (string)first.Json["nextPageToken"]!;
        var second = await jira.PostAsync("changelog/bulkfetch", $$"""{"issueIdsOrKeys":["{{key}}"],"fieldIds":["priority"],"maxResults":2,"nextPageToken":"{{token}}"}""");
        Assert.Single(second.Json["issueChangeLogs"]![0]!["changeHistories"]!.AsArray());
        Assert.Null(second.Json["nextPageToken"]);
    }

    private static JsonObject Fetch(string field, int count) => new()
    {
        ["issueIdsOrKeys"] = new JsonArray([.. Enumerable.Range(1, count).Select(i => JsonValue.Create($"SEC-{i}"))]),
        ["fields"] = new JsonArray("status", field),
    };

    internal static JsonObject Updates(params string[] summaries) => new()
    {
        ["issueUpdates"] = new JsonArray([.. summaries.Select(s => new JsonObject
        {
            ["fields"] = new JsonObject
            {
                ["project"] = new JsonObject { ["key"] = "SEC" },
                ["issuetype"] = new JsonObject { ["name"] = "Bug" },
                ["summary"] = s,
            },
        })]),
    };
}
