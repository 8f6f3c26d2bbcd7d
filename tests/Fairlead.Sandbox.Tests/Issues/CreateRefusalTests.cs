using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Issues;

/// <summary>What Jira refuses when an issue is created, with its status, shape and words.</summary>
public sealed class CreateRefusalTests
{
    private const string NotOnScreen = "cannot be set. It is not on the appropriate screen, or unknown.";

    public static TheoryData<string, string, string, string> OnBoth { get; } = new()
    {
        { "SEC", """{"summary":"a\nb"}""", "summary", "The summary is invalid because it contains newline characters." },
        { "SEC", """{"summary":"  "}""", "summary", "You must specify a summary of the issue." },
        { "SEC", """{"summary":null}""", "summary", "You must specify a summary of the issue." },
        { "SEC", """{"summary":"x","labels":["two words"]}""", "labels", "The label 'two words' contains spaces which is invalid." },
        { "SEC", """{"summary":"x","labels":"one"}""", "labels", "data was not an array" },
        { "SEC", """{"summary":"x","priority":{"name":"Urgent"}}""", "priority", "Priority name 'Urgent' is not valid" },
        { "SEC", """{"summary":"x","priority":{"id":"99"}}""", "priority", "Priority id '99' is not valid" },
        { "SEC", """{"summary":"x","components":[{"name":"none"}]}""", "components", "Component name 'none' is not valid" },
        { "SEC", """{"summary":"x","fixVersions":[{"name":"9.9"}]}""", "fixVersions", "Version name '9.9' is not valid" },
        { "SEC", """{"summary":"x","customfield_10052":"high"}""", "customfield_10052", "Operation value must be a number" },
        { "SEC", """{"summary":"x","customfield_10053":"31.12.2026"}""", "customfield_10053", "Error parsing date string: 31.12.2026" },
        { "SEC", """{"summary":"x","customfield_10054":{"value":"Huge"}}""", "customfield_10054", "Option value 'Huge' is not valid" },
        { "SEC", """{"summary":"x","customfield_10056":{"value":"Server","child":{"value":"Storage"}}}""", "customfield_10056", "Option value 'Storage' is not valid" },
        { "SEC", """{"summary":"x","resolution":{"name":"Done"}}""", "resolution", $"Field 'resolution' {NotOnScreen}" },
        { "SEC", """{"summary":"x","nonsense":1}""", "nonsense", $"Field 'nonsense' {NotOnScreen}" },
        { "OPS", """{"summary":"x","customfield_10050":"t"}""", "customfield_10050", $"Field 'customfield_10050' {NotOnScreen}" },
        { "PAY", """{"summary":"x","customfield_10053":"2026-01-01"}""", "customfield_10054", "Severity is required." },
    };

    [Theory]
    [MemberData(nameof(OnBoth))]
    public async Task A_bad_field_is_refused_alike_by_both_editions(string project, string fields, string field, string message)
    {
        foreach (var edition in Enum.GetValues<SandboxEdition>())
        {
            await using var jira = await JiraDriver.StartAsync(edition);
            var reply = await jira.PostAsync("issue", Body(project, fields));
            Assert.Equal((400, message), (reply.Status, reply.FieldError(field)));
            Assert.Equal(0, jira.Server.State.IssueCount);
        }
    }

    /// <summary>What was right when somebody wrote it down, and is gone.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "assignee", """{"accountId":"712020:1b2d8b8f-bob"}""", "User '712020:1b2d8b8f-bob' cannot be assigned issues.")]
    [InlineData(SandboxEdition.DataCenter, "assignee", """{"name":"bob"}""", "User 'bob' cannot be assigned issues.")]
    [InlineData(SandboxEdition.Cloud, "fixVersions", """[{"id":"10002"}]""", "Version id '10002' is not valid")]
    [InlineData(SandboxEdition.DataCenter, "components", """[{"id":"10002"}]""", "Component id '10002' is not valid")]
    [InlineData(SandboxEdition.Cloud, "parent", """{"key":"SEC-1"}""", "Could not find issue by id or key.")]
    [InlineData(SandboxEdition.DataCenter, "customfield_10064", "\"SEC-1\"", "Issue with key 'SEC-1' does not exist.")]
    public async Task What_is_gone_is_refused_under_its_field(SandboxEdition edition, string field, string value, string message)
    {
        await using var jira = await JiraDriver.StartAsync(edition);
        jira.Server.State.Create("SEC", "Epic", "An epic");
        var body = Body("SEC", $$"""{"summary":"x","{{field}}":{{value}}}""");
        Assert.Equal(201, (await jira.PostAsync("issue", body)).Status);

        jira.Server.State.Deactivate("bob");
        jira.Server.State.DeleteVersion("SEC", "2.0");
        jira.Server.State.DeleteComponent("SEC", "infrastructure");
        jira.Server.State.Delete("SEC-1");

        var reply = await jira.PostAsync("issue", body);
        Assert.Equal((400, message), (reply.Status, reply.FieldError(field)));
    }

    [Fact]
    public async Task Project_and_type_must_exist()
    {
        await using var jira = await JiraDriver.StartAsync();
        var unknown = await jira.PostAsync("issue", """{"fields":{"project":{"key":"NONE"},"issuetype":{"name":"Bug"},"summary":"x"}}""");
        Assert.Equal("valid project is required", unknown.FieldError("project"));
        var missing = await jira.PostAsync("issue", """{"fields":{"summary":"x"}}""");
        Assert.Equal("project is required", missing.FieldError("project"));
        var type = await jira.PostAsync("issue", """{"fields":{"project":{"key":"SEC"},"issuetype":{"name":"Nope"},"summary":"x"}}""");
        Assert.Equal("valid issue type is required", type.FieldError("issuetype"));
    }

    [Fact]
    public async Task A_summary_of_256_characters_is_too_long_and_one_of_255_is_not()
    {
        await using var cloud = await JiraDriver.StartAsync();
        await cloud.CreateAsync(new string('s', 255));
        var reply = await cloud.PostAsync("issue", Body("SEC", $$"""{"summary":"{{new string('s', 256)}}"}"""));
        Assert.Equal("Summary can't exceed 255 characters.", reply.FieldError("summary"));
        await using var server = await JiraDriver.StartAsync(SandboxEdition.DataCenter);
        var other = await server.PostAsync("issue", Body("SEC", $$"""{"summary":"{{new string('s', 256)}}"}"""));
        Assert.Equal("Summary must be less than 255 characters.", other.FieldError("summary"));
    }

    [Fact]
    public async Task Version_3_takes_documents_and_version_2_takes_strings()
    {
        await using var jira = await JiraDriver.StartAsync();
        var text = await jira.PostAsync("issue", Body("SEC", """{"summary":"x","description":"plain"}"""));
        Assert.Equal(
            "Operation value must be an Atlassian Document (see the Atlassian Document Format)", text.FieldError("description"));
        var document = Body("SEC", """{"summary":"x"}""");
        document["fields"]!["description"] = JiraDriver.Doc("hello");
        Assert.Equal(201, (await jira.PostAsync("issue", document)).Status);
        var onTwo = await jira.PostAsync("/rest/api/2/issue", document.DeepClone());
        Assert.Equal("Operation value must be a string", onTwo.FieldError("description"));
        Assert.Equal(201, (await jira.PostAsync("/rest/api/2/issue", Body("SEC", """{"summary":"x","description":"plain"}"""))).Status);
    }

    [Fact]
    public async Task An_invalid_document_is_refused_without_a_place_as_Jira_does_and_with_one_in_our_own_header()
    {
        await using var jira = await JiraDriver.StartAsync();
        var body = Body("SEC", """{"summary":"x","description":{"type":"doc","version":1,"content":[{"type":"text","text":"bare"}]}}""");
        var reply = await jira.PostAsync("issue", body);
        Assert.Equal((400, "INVALID_INPUT"), (reply.Status, reply.FirstMessage));
        Assert.Contains("text is not allowed in doc", reply.Headers["X-Sandbox-Reason"]);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_description_over_the_limit_is_refused(SandboxEdition edition)
    {
        await using var jira = await JiraDriver.StartAsync(edition);
        var text = new string('x', 32_768);
        var body = Body("SEC", """{"summary":"x"}""");
        body["fields"]!["description"] = edition == SandboxEdition.Cloud ? JiraDriver.Doc(text) : JsonValue.Create(text);
        var reply = await jira.PostAsync("issue", body);
        Assert.Equal(
            "The entered text is too long. It exceeds the allowed limit of 32,767 characters.", reply.FieldError("description"));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, "parentId", "pid", "Issues with this Issue Type must be created in the same project as the parent.")]
    [InlineData(SandboxEdition.DataCenter, "parent", "project", "Sub-tasks must be created in the same project as the parent.")]
    public async Task A_subtask_needs_a_parent_of_the_right_level_in_its_project(SandboxEdition edition, string hierarchy, string project, string foreign)
    {
        await using var jira = await JiraDriver.StartAsync(edition);
        var missing = await jira.PostAsync("issue", Body("SEC", """{"summary":"x"}""", "Sub-task"));
        Assert.Equal("Issue type is a sub-task but parent issue key or id not specified.", missing.FieldError("issuetype"));
        var bug = await jira.CreateAsync();
        var child = await jira.CreateAsync("child", type: "Sub-task", more: $$$"""{"parent":{"key":"{{{bug}}}"}}""");

        var below = await jira.PostAsync("issue", Body("SEC", $$$"""{"summary":"x","parent":{"key":"{{{child}}}"}}""", "Sub-task"));
        Assert.Contains("does not belong to appropriate hierarchy.", below.FieldError(hierarchy));
        Assert.Equal(foreign, (await jira.PostAsync("issue", Body("OPS", $$$"""{"summary":"x","parent":{"key":"{{{bug}}}"}}""", "Sub-task"))).FieldError(project));
        Assert.NotNull((await jira.PostAsync("issue", Body("SEC", """{"summary":"x","parent":{"key":"SEC-999"}}""", "Sub-task"))).FieldError("parent"));

        var parent = await jira.GetAsync($"issue/{bug}");
        Assert.Equal(child, (string?)parent.Json["fields"]!["subtasks"]![0]!["key"]);
        Assert.Equal(bug, (string?)(await jira.GetAsync($"issue/{child}")).Json["fields"]!["parent"]!["key"]);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Sub_tasks_go_where_their_parent_goes(SandboxEdition edition)
    {
        await using var jira = await JiraDriver.StartAsync(edition);
        var bug = await jira.CreateAsync();
        var child = await jira.CreateAsync("child", type: "Sub-task", more: $$$"""{"parent":{"key":"{{{bug}}}"}}""");

        Assert.Throws<InvalidOperationException>(() => jira.Server.State.Move(child, "OPS"));
        jira.Server.State.Move(bug, "OPS");
        Assert.Equal("OPS", jira.Server.State.Find(child)!.ProjectKey);

        var refused = await jira.DeleteAsync($"issue/{bug}");
        Assert.Equal(400, refused.Status);
        Assert.Contains("deleteSubtasks", refused.Json["errorMessages"]![0]!.ToString());
        Assert.Equal(204, (await jira.DeleteAsync($"issue/{bug}?deleteSubtasks=true")).Status);
        Assert.Null(jira.Server.State.Find(child));
    }

    [Fact]
    public async Task Cloud_knows_people_by_account_id_only()
    {
        await using var jira = await JiraDriver.StartAsync();
        var reply = await jira.PostAsync("issue", Body("SEC", """{"summary":"x","assignee":{"name":"bob"}}"""));
        Assert.Contains("accountId", reply.FieldError("assignee"));
        var finn = await jira.PostAsync("issue", Body("SEC", """{"summary":"x","assignee":{"accountId":"712020:5f61cfc3-finn"}}"""));
        Assert.Equal("User '712020:5f61cfc3-finn' cannot be assigned issues.", finn.FieldError("assignee"));
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_created()
    {
        await using var jira = await JiraDriver.StartAsync();
        jira.Server.State.RemovePermission("CREATE_ISSUES", "SEC");
        var reply = await jira.PostAsync("issue", Body("SEC", """{"summary":"x"}"""));
        Assert.Equal((403, "You do not have permission to create issues in this project."), (reply.Status, reply.FirstMessage));
        await jira.CreateAsync(project: "OPS");
        jira.Server.State.RestorePermission("CREATE_ISSUES", "SEC");
        await jira.CreateAsync();
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"fields":5}""", 400)]
    [InlineData("""{"fields":{"project":{"key":5},"summary":{}}}""", 400)]
    public async Task Broken_bodies_are_400_in_Jiras_shape(string body, int status)
    {
        await using var jira = await JiraDriver.StartAsync();
        var reply = await jira.SendAsync(HttpMethod.Post, "issue", with: r => r.Content = new StringContent(body, null, "application/json"));
        Assert.Equal(status, reply.Status);
        Assert.NotNull(reply.Json["errorMessages"]);
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_415_and_a_wrong_method_405_and_a_wrong_path_404()
    {
        await using var jira = await JiraDriver.StartAsync();
        var form = await jira.SendAsync(HttpMethod.Post, "issue", with: r => r.Content = new StringContent("a=b", null, "text/plain"));
        Assert.Equal(415, form.Status);
        Assert.Equal(405, (await jira.DeleteAsync("myself")).Status);
        Assert.Equal(404, (await jira.GetAsync("nothing/here")).Status);
        Assert.Equal(404, (await jira.GetAsync("/rest/api/4/myself")).Status);
    }

    private static JsonObject Body(string project, string fields, string type = "Bug")
    {
        var json = (JsonObject)JsonNode.Parse(fields)!;
        json["project"] = new JsonObject { ["key"] = project };
        json["issuetype"] = new JsonObject { ["name"] = type };
        return new JsonObject { ["fields"] = json };
    }
}
