using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Issues;

/// <summary>An issue from its creation through edits, workflow, comments, links and files to its end.</summary>
public sealed class IssueLifeTests
{
    [Fact]
    public async Task Every_kind_of_custom_field_comes_back_as_it_was_set()
    {
        await using var jira = await JiraDriver.StartAsync();
        const string Fields = """
            {"customfield_10050":"Trivy","customfield_10052":9.8,"customfield_10053":"2026-01-31","customfield_10054":{"value":"High"},
             "customfield_10055":[{"value":"Production"},{"id":"10212"}],"customfield_10056":{"value":"Cloud","child":{"value":"Function"}},
             "customfield_10057":{"accountId":"712020:1b2d8b8f-bob"},"customfield_10058":["a","b"],"customfield_10059":{"name":"1.1"},
             "customfield_10060":"https://example.com/r","customfield_10061":"2026-01-31T10:00:00.000+0000","components":[{"name":"api"}]}
            """;
        var key = await jira.CreateAsync(more: Fields);
        var fields = (await jira.GetAsync($"issue/{key}")).Json["fields"]!;
        Assert.Equal("Trivy", (string?)fields["customfield_10050"]);
        Assert.Equal(9.8, (double)fields["customfield_10052"]!);
        Assert.Equal("2026-01-31", (string?)fields["customfield_10053"]);
        Assert.Equal("High", (string?)fields["customfield_10054"]!["value"]);
        Assert.Equal(["Production", "Test"], fields["customfield_10055"]!.AsArray().Select(o => (string)o!["value"]!));
        Assert.Equal("Function", (string?)fields["customfield_10056"]!["child"]!["value"]);
        Assert.Equal("Bob Tanaka", (string?)fields["customfield_10057"]!["displayName"]);
        Assert.Equal("1.1", (string?)fields["customfield_10059"]!["name"]);
        Assert.Equal("2026-01-31T10:00:00.000+0000", (string?)fields["customfield_10061"]);
        Assert.Equal("api", (string?)fields["components"]![0]!["name"]);
        Assert.Equal("Medium", (string?)fields["priority"]!["name"]);
    }

    [Fact]
    public async Task An_edit_writes_the_changelog_and_an_edit_that_changes_nothing_does_not()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync(more: """{"labels":["one"]}""");
        Assert.Equal(204, (await jira.PutAsync($"issue/{key}", """{"fields":{"priority":{"name":"High"}},"update":{"labels":[{"add":"two"},{"remove":"one"}]}}""")).Status);
        Assert.Equal(204, (await jira.PutAsync($"issue/{key}", """{"fields":{"priority":{"name":"High"}}}""")).Status);
        var log = (await jira.GetAsync($"issue/{key}/changelog")).Json;
        Assert.Equal(1, (int)log["total"]!);
        var items = log["values"]![0]!["items"]!.AsArray().ToDictionary(i => (string)i!["field"]!, i => $"{i!["fromString"]}>{i["toString"]}");
        Assert.Equal("Medium>High", items["priority"]);
        Assert.Equal("one>two", items["labels"]);
    }

    [Fact]
    public async Task The_strict_project_asks_for_an_assignee_then_for_a_resolution_and_knows_the_only_way_through()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync(
            project: "PAY", more: """{"customfield_10054":{"value":"Low"},"customfield_10053":"2026-01-01"}""");
        Assert.Equal(["Start work", "Reject"], await Open(jira, key));
        var early = await Take(jira, key, """{"transition":{"id":"31"}}""");
        Assert.Equal(400, early.Status);
        Assert.Contains("not valid for the current state of this issue", early.FirstMessage);
        Assert.Equal(204, (await Take(jira, key, """{"transition":{"id":11}}""")).Status);
        Assert.DoesNotContain("Send to review", await Open(jira, key));
        await jira.PutAsync($"issue/{key}/assignee", """{"accountId":"712020:1b2d8b8f-bob"}""");
        Assert.Equal(204, (await Take(jira, key, """{"transition":{"id":"21"}}""")).Status);

        // The bot is no lead, so "Approve" is not offered to it.
        Assert.Equal(["Resolve", "Back to work"], await Open(jira, key));
        Assert.Equal("Resolution is required.", (await Take(jira, key, """{"transition":{"id":"31"}}""")).FieldError("resolution"));
        var wrong = await Take(jira, key, """{"transition":{"id":"31"},"fields":{"resolution":{"name":"Done"},"summary":"x"}}""");
        Assert.Contains("It is not on the appropriate screen", wrong.FieldError("summary"));
        var comment = JiraDriver.Doc("fixed");
        var body = JsonNode.Parse("""{"transition":{"id":"31"},"fields":{"resolution":{"name":"Won't Do"}}}""")!;
        body["update"] = new JsonObject { ["comment"] = new JsonArray(new JsonObject { ["add"] = new JsonObject { ["body"] = comment } }) };
        Assert.Equal(204, (await jira.PostAsync($"issue/{key}/transitions", body)).Status);
        var issue = jira.Server.State.Find(key)!;
        Assert.Equal(("Done", "Won't Do", "fixed"), (issue.Status, issue.Resolution, issue.Comments.Single().Text));
        await Take(jira, key, """{"transition":{"id":"71"}}""");
        Assert.Null(jira.Server.State.Find(key)!.Resolution);
    }

    [Fact]
    public async Task Transitions_without_id_or_with_an_unknown_one_are_refused()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        Assert.Equal("Missing 'transition' identifier", (await Take(jira, key, "{}")).FirstMessage);
        Assert.Equal("Transition id '999' is not valid for this issue.", (await Take(jira, key, """{"transition":{"id":"999"}}""")).FirstMessage);
        jira.Server.State.RemovePermission("TRANSITION_ISSUES", "SEC");
        Assert.Empty(await Open(jira, key));
    }

    [Fact]
    public async Task Comments_carry_properties_and_visibility_and_can_be_edited_and_deleted()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        var body = new JsonObject
        {
            ["body"] = JiraDriver.Doc("hello"),
            ["visibility"] = new JsonObject { ["type"] = "role", ["value"] = "Administrators" },
            ["properties"] = new JsonArray(new JsonObject { ["key"] = "marker", ["value"] = new JsonObject { ["n"] = 1 } }),
        };
        var added = await jira.PostAsync($"issue/{key}/comment", body);
        Assert.Equal(201, added.Status);
        var id = (string)added.Json["id"]!;
        var read = await jira.GetAsync($"issue/{key}/comment/{id}?expand=properties");
        Assert.Equal(1, (int)read.Json["properties"]![0]!["value"]!["n"]!);
        Assert.Equal(200, (await jira.SendAsync(HttpMethod.Put, $"issue/{key}/comment/{id}", new JsonObject { ["body"] = JiraDriver.Doc("bye") })).Status);
        Assert.Equal("bye", jira.Server.State.Find(key)!.Comments.Single().Text);
        var empty = await jira.PostAsync($"issue/{key}/comment", """{"body":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":""}]}]}}""");
        Assert.Equal(400, empty.Status);
        Assert.Equal("Comment body is not valid!", (await jira.PostAsync($"issue/{key}/comment", """{"body":"plain"}""")).FieldError("comment"));
        Assert.Equal(204, (await jira.DeleteAsync($"issue/{key}/comment/{id}")).Status);
        Assert.Equal(404, (await jira.GetAsync($"issue/{key}/comment/{id}")).Status);
    }

    [Fact]
    public async Task A_remote_link_is_replaced_by_its_global_id()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        const string Link = """{"globalId":"g","object":{"url":"https://example.com","title":"T","summary":"S"}}""";
        Assert.Equal(201, (await jira.PostAsync($"issue/{key}/remotelink", Link)).Status);
        Assert.Equal(200, (await jira.PostAsync($"issue/{key}/remotelink", """{"globalId":"g","object":{"url":"https://example.com","title":"U"}}""")).Status);
        var link = (await jira.GetAsync($"issue/{key}/remotelink")).Json.AsArray().Single()!;
        Assert.Equal("U", (string?)link["object"]!["title"]);
        Assert.Null(link["object"]!["summary"]);
        await using var server = await JiraDriver.StartAsync(SandboxEdition.DataCenter);
        Assert.Equal(200, (await server.PostAsync($"issue/{await server.CreateAsync()}/remotelink", Link)).Status);
    }

    [Fact]
    public async Task Properties_are_created_replaced_and_limited()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        Assert.Equal(201, (await jira.PutAsync($"issue/{key}/properties/p", """{"a":1}""")).Status);
        Assert.Equal(200, (await jira.PutAsync($"issue/{key}/properties/p", """{"a":2}""")).Status);
        Assert.Equal(2, (int)(await jira.GetAsync($"issue/{key}/properties/p")).Json["value"]!["a"]!);
        Assert.Equal(400, (await jira.PutAsync($"issue/{key}/properties/p", $"\"{new string('x', 32_768)}\"")).Status);
        Assert.Equal(400, (await jira.PutAsync($"issue/{key}/properties/{new string('k', 256)}", "1")).Status);
        var read = await jira.GetAsync($"issue/{key}?fields=summary&properties=p");
        Assert.Equal(2, (int)read.Json["properties"]!["p"]!["a"]!);
        Assert.Equal(204, (await jira.DeleteAsync($"issue/{key}/properties/p")).Status);
        Assert.Equal(404, (await jira.GetAsync($"issue/{key}/properties/p")).Status);
    }

    [Fact]
    public async Task Attachments_need_the_header_and_come_back_by_redirect_on_Cloud()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        Assert.Equal((403, "XSRF check failed"), await Upload(jira, key, token: null));
        Assert.Equal(200, (await Upload(jira, key, "no-check")).Status);
        var attachment = jira.Server.State.Find(key)!.Attachments.Single();
        Assert.Equal(("r.txt", 6), (attachment.FileName, attachment.SizeBytes));
        var content = await jira.GetAsync($"attachment/content/{attachment.Id}");
        Assert.Equal(303, content.Status);
        Assert.Equal("report", (await jira.GetAsync($"attachment/content/{attachment.Id}?redirect=false")).Text);
        jira.SignIn = null;
        Assert.Equal("report", (await jira.GetAsync(content.Headers["Location"])).Text);
    }

    [Fact]
    public async Task An_attachment_over_the_limit_is_413()
    {
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions { AttachmentLimitBytes = 5 });
        Assert.Equal(413, (await Upload(jira, await jira.CreateAsync(), "no-check")).Status);
    }

    [Fact]
    public async Task An_edit_that_names_nothing_is_refused()
    {
        await using var jira = await JiraDriver.StartAsync();
        var reply = await jira.SendAsync(HttpMethod.Put, $"issue/{await jira.CreateAsync()}", new JsonObject());
        Assert.Equal((400, "one of 'fields' or 'update' required"), (reply.Status, reply.FirstMessage));
    }

    [Fact]
    public async Task A_moved_issue_is_found_by_both_keys_and_a_deleted_one_by_none()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        jira.Server.State.Move(key, "OPS");
        Assert.Equal("OPS-1", (string?)(await jira.GetAsync($"issue/{key}")).Json["key"]);
        Assert.Equal(200, (await jira.GetAsync("issue/OPS-1")).Status);
        Assert.Equal(204, (await jira.DeleteAsync("issue/OPS-1")).Status);
        var gone = await jira.GetAsync($"issue/{key}");
        Assert.Equal((404, "Issue does not exist or you do not have permission to see it."), (gone.Status, gone.FirstMessage));
    }

    [Fact]
    public async Task A_hidden_issue_is_404_on_Cloud_and_403_on_Data_Center()
    {
        foreach (var (edition, status) in new[] { (SandboxEdition.Cloud, 404), (SandboxEdition.DataCenter, 403) })
        {
            await using var jira = await JiraDriver.StartAsync(edition);
            var key = await jira.CreateAsync();
            jira.Server.State.Hide(key);
            Assert.Equal(status, (await jira.GetAsync($"issue/{key}")).Status);
        }
    }

    [Fact]
    public async Task Data_Center_has_neither_bulkfetch_nor_the_old_createmeta()
    {
        await using var jira = await JiraDriver.StartAsync(SandboxEdition.DataCenter);
        Assert.Equal(405, (await jira.PostAsync("issue/bulkfetch", """{"issueIdsOrKeys":["SEC-1"]}""")).Status);
        Assert.Equal("Issue Does Not Exist", (await jira.GetAsync("issue/createmeta")).FirstMessage);
        Assert.Equal(404, (await jira.GetAsync("/rest/api/3/myself")).Status);
    }

    private static Task<JiraReply> Take(JiraDriver jira, string key, string body) => jira.PostAsync($"issue/{key}/transitions", body);

    private static async Task<IEnumerable<string>> Open(JiraDriver jira, string key) =>
        (await jira.GetAsync($"issue/{key}/transitions")).Json["transitions"]!.AsArray().Select(t => (string)t!["name"]!);

    private static async Task<(int Status, string Text)> Upload(JiraDriver jira, string key, string? token)
    {
        var reply = await jira.SendAsync(HttpMethod.Post, $"issue/{key}/attachments", with: r =>
        {
            r.Content = new MultipartFormDataContent { { new StringContent("report"), "file", "r.txt" } };
            if (token is not null)
                r.Headers.Add("X-Atlassian-Token", token);
        });
        return (reply.Status, reply.Text);
    }
}
