using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Undoing;

namespace Fairlead.Platform.Tests.Tickets.Undoing;

public class RestorationTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TicketConfiguration Configuration = new()
    {
        Id = default,
        Name = "Security",
        Connection = default,
        Project = new("1", "SEC"),
        IssueType = new("1", "Bug"),
        GroupBy = [GroupingKey.Rule],
        CreatedAt = At,
        UpdatedAt = At,
        Fields = [Of("customfield_1", "Risk", FieldShape.Option), Of("customfield_2", "Team", FieldShape.Team), Of("customfield_3", "Days", FieldShape.Number)],
    };

    /// <summary>What Jira tells of a value is more than it takes.</summary>
    [Theory]
    [InlineData("customfield_1", """{"self": "https://jira.example.test/1", "value": "High", "id": "10001"}""", """{"id":"10001"}""")]
    [InlineData("customfield_1", """{"id": "1", "value": "A", "child": {"self": "x", "id": "2", "value": "B"}}""", """{"id":"1","child":{"id":"2"}}""")]
    [InlineData("customfield_1", """{"accountId": "a:1", "displayName": "Alice", "emailAddress": "a@example.test"}""", """{"accountId":"a:1"}""")]
    [InlineData("customfield_1", """{"name": "alice", "key": "JIRAUSER1", "displayName": "Alice"}""", """{"name":"alice"}""")]
    [InlineData("customfield_1", """[{"id": "1", "name": "1.0"}, {"id": "2", "name": "2.0"}]""", """[{"id":"1"},{"id":"2"}]""")]
    [InlineData("customfield_2", """{"id": "36885b3c", "name": "Core", "isVisible": true}""", "\"36885b3c\"")]
    [InlineData("customfield_3", "2.5", "2.5")]
    [InlineData("description", """{"type": "doc", "version": 1, "content": []}""", """{"type":"doc","version":1,"content":[]}""")]
    [InlineData("description", "\"h1. Wiki\"", "\"h1. Wiki\"")]
    [InlineData("description", "null", "null")]
    public void A_value_is_given_back_as_Jira_takes_it(string field, string told, string taken) =>
        Assert.Equal(taken, FieldValues.Of(Issue($$"""{"{{field}}": {{told}}}"""), field, Configuration)?.ToJsonString() ?? "null");

    [Fact]
    public void Only_what_differs_and_nobody_else_changed_is_brought_back()
    {
        var back = Restoration.Of(
            Before("""{"summary": "A", "description": "D", "priority": {"id": "3"}, "labels": ["x", "fl-aaaaaaaaaaaaaaaaaaaaaaaaaa"], "customfield_1": {"id": "1"}}"""),
            Issue("""{"summary": "B", "description": "D", "priority": {"id": "1", "name": "High"}, "labels": ["y"], "customfield_1": {"id": "2", "value": "Low"}}"""),
            [Change("Bob", At.AddSeconds(1), "priority", "priority")],
            UndoneKind.Update,
            Configuration);

        Assert.Equal(["customfield_1", "summary"], back.Edit.Fields.Keys.Order());
        Assert.Equal(["x"], back.Edit.AddLabels);
        Assert.Equal(["y"], back.Edit.RemoveLabels);
        Assert.Equal("Bob changed priority since", Assert.Single(back.Left));
        Assert.Equal(["priority"], back.LeftFields);
        Assert.Null(back.Status);
    }

    /// <summary>Data Center tells a field's name where Cloud tells its id.</summary>
    [Fact]
    public void A_change_that_Jira_names_in_words_only_counts()
    {
        var back = Restoration.Of(
            Before("""{"customfield_1": {"id": "1"}}"""), Issue("""{"customfield_1": {"id": "2"}}"""), [Change("Bob", At.AddSeconds(1), "Risk", "Risk")], UndoneKind.Update, Configuration);
        Assert.True(back.IsEmpty);
        Assert.Single(back.Left);
    }

    [Fact]
    public void A_change_before_the_run_wrote_does_not_count()
    {
        var back = Restoration.Of(
            Before("""{"summary": "A"}"""), Issue("""{"summary": "B"}"""), [Change("Bob", At, "summary", "summary")], UndoneKind.Update, Configuration);
        Assert.Equal("A", back.Edit.Fields["summary"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(UndoneKind.Transition, null, "1")]
    [InlineData(UndoneKind.Transition, "status", null)]
    [InlineData(UndoneKind.Update, null, null)]
    public void It_is_moved_back_where_the_run_moved_it_and_nobody_else_did(UndoneKind kind, string? changed, string? expected)
    {
        var since = changed is null ? Array.Empty<JiraChange>() : [Change("Bob", At.AddSeconds(1), changed, changed)];
        var back = Restoration.Of(
            Before("{}"), Issue("""{"status": {"id": "3", "name": "Done", "statusCategory": {"key": "done"}}}"""), since, kind, Configuration);
        Assert.Equal(expected, back.Status?.Id);
        Assert.Equal(changed is null ? 0 : 1, back.Left.Count);
    }

    private static IssueBefore Before(string fields) => new(
        "1",
        At,
        new JiraStatus("1", "To Do", JiraStatusCategory.ToDo),
        JsonNode.Parse(fields)!.AsObject().ToDictionary(f => f.Key, f => f.Value?.DeepClone()),
        new Dictionary<string, string>(),
        new(null, null, null, null, null, null, null),
        new(null, null, null));

    private static JiraIssue Issue(string fields) => new("1", "SEC-1", JsonDocument.Parse(fields).RootElement, null);

    private static JiraChange Change(string who, DateTimeOffset at, string id, string name) =>
        new("1", at, new JiraUser(who, who, null, true, null, "atlassian"), [new(id, name, null, null, null, null)]);

    private static FieldMapping Of(string id, string name, FieldShape shape) => new(id, name, shape, new ValueSource.Constant([new("1", "1")]));
}
