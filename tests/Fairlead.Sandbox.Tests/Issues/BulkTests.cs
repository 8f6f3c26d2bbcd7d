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

    [Fact]
    public async Task A_bulk_transition_takes_each_issue_that_may_take_it_and_tells_of_the_others()
    {
        await using var jira = await JiraDriver.StartAsync();
        var (first, second, done) = (await jira.CreateAsync(), await jira.CreateAsync(), await jira.CreateAsync());
        jira.Server.State.Transition(done, "Done");
        var step = (string?)(await jira.GetAsync($"issue/{first}/transitions")).Json["transitions"]!.AsArray().First(t => (string?)t!["to"]!["name"] == "In Progress")!["id"];
        var taken = await jira.PostAsync("bulk/issues/transition", Moves(step!, first, second, "NONE-9"));
        Assert.Equal(201, taken.Status);
        var told = await jira.GetAsync($"bulk/queue/{(string?)taken.Json["taskId"]}");
        Assert.Equal((3, 1, 2), ((int)told.Json["totalIssueCount"]!, (int)told.Json["invalidOrInaccessibleIssueCount"]!, told.Json["processedAccessibleIssues"]!.AsArray().Count));
        Assert.Equal("In Progress", jira.Server.State.Find(second)!.Status);

        jira.Server.State.AddToTransition("SEC", "In Progress", "duedate", isRequired: true);
        var refused = await jira.PostAsync("bulk/issues/transition", Moves(step!, done));
        told = await jira.GetAsync($"bulk/queue/{(string?)refused.Json["taskId"]}");
        Assert.Equal(("COMPLETE", 1), ((string?)told.Json["status"], told.Json["failedAccessibleIssues"]!.AsObject().Count));
        Assert.Equal("Done", jira.Server.State.Find(done)!.Status);

        Assert.Equal(400, (await jira.PostAsync("bulk/issues/transition", Moves(step!, [.. Enumerable.Range(0, 1_001).Select(i => $"SEC-{i}")]))).Status);
        Assert.Equal(404, (await jira.GetAsync("bulk/queue/7")).Status);
        jira.Server.State.RemovePermission("BULK_CHANGE");
        Assert.Equal(403, (await jira.PostAsync("bulk/issues/transition", Moves(step!, first))).Status);

        static JsonObject Moves(string transition, params string[] issues) => new()
        {
            ["bulkTransitionInputs"] = new JsonArray(new JsonObject
            {
                ["selectedIssueIdsOrKeys"] = new JsonArray([.. issues.Select(i => JsonValue.Create(i))]),
                ["transitionId"] = transition,
            }),
            ["sendBulkNotification"] = false,
        };
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
