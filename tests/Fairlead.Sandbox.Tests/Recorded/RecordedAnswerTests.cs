using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Recorded;

/// <summary>
/// Answers of a real Jira Cloud: whatever property they have, ours has too and of the same type, unless it belongs to something
/// that the sandbox does not have (its list is below).
/// </summary>
[Trait("needs", "shared")]
public sealed class RecordedAnswerTests
{
    /// <summary>Other sites' custom fields and their projects, and help-desk addresses that newer sites tell.</summary>
    private static readonly string[] NotOurs = ["displayUrlCSMHelpSeeker", "customfield_", "scope"];

    [Fact]
    public async Task Server_information_has_the_recorded_properties()
    {
        await using var jira = await JiraDriver.StartAsync();
        Compare(Recorded("GET", "/rest/api/{id}/serverInfo"), (await jira.GetAsync("/rest/api/2/serverInfo")).Json);
    }

    [Fact]
    public async Task A_created_issue_answers_as_recorded()
    {
        await using var jira = await JiraDriver.StartAsync();
        var reply = await jira.PostAsync("/rest/api/2/issue", """{"fields":{"project":{"key":"SEC"},"issuetype":{"name":"Epic"},"summary":"x","description":"y"}}""");
        Assert.Equal(201, reply.Status);
        Compare(Recorded("POST", "/rest/api/{id}/issue"), reply.Json);
    }

    [Fact]
    public async Task An_issue_has_the_recorded_properties()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync(more: """{"description":null}""");
        jira.Server.State.Edit(key, """{"description":"text","labels":["l"],"components":[{"name":"api"}]}""");
        Compare(Recorded("GET", "/rest/api/{id}/issue/{id}"), (await jira.GetAsync($"/rest/api/2/issue/{key}")).Json);
        Compare(Recorded("GET", "/rest/api/{id}/issue/{key}"), (await jira.GetAsync($"/rest/api/2/issue/{key}")).Json);
    }

    [Fact]
    public async Task A_comment_an_edit_and_a_transition_answer_as_recorded()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        var comment = await jira.PostAsync($"/rest/api/2/issue/{key}/comment", """{"body":"hello"}""");
        Assert.Equal(201, comment.Status);
        Assert.StartsWith(jira.Server.BaseUrl.ToString(), comment.Headers["Location"]);
        Compare(Recorded("POST", "/rest/api/{id}/issue/{id}/comment"), comment.Json);
        Assert.Equal(204, (await jira.PutAsync($"/rest/api/2/issue/{key}", """{"fields":{"project":{"key":"SEC"},"issuetype":{"name":"Bug"},"summary":"new"}}""")).Status);
        Assert.Equal(204, (await jira.PostAsync($"/rest/api/2/issue/{key}/transitions", """{"transition":{"id":41},"fields":{}}""")).Status);
    }

    [Fact]
    public async Task The_old_createmeta_has_the_recorded_properties()
    {
        await using var jira = await JiraDriver.StartAsync();
        var ours = await jira.GetAsync("/rest/api/2/issue/createmeta?projectKeys=SEC&issuetypeNames=Task&expand=projects.issuetypes.fields");
        Compare(Recorded("GET", "/rest/api/{id}/issue/createmeta"), ours.Json);
    }

    [Fact]
    public async Task Fields_are_described_as_recorded()
    {
        await using var jira = await JiraDriver.StartAsync();
        var ours = (await jira.GetAsync("/rest/api/2/field")).Json.AsArray().ToDictionary(f => (string)f!["id"]!, f => f!);
        foreach (var theirs in Recorded("GET", "/rest/api/{id}/field").AsArray())
        {
            if (!(bool)theirs!["custom"]! && ours.TryGetValue((string)theirs["id"]!, out var field))
                Compare(theirs, field);
        }
    }

    [Fact]
    public async Task The_issues_of_an_epic_answer_as_recorded()
    {
        await using var jira = await JiraDriver.StartAsync();
        var epic = await jira.CreateAsync(type: "Epic");
        var bug = await jira.CreateAsync();
        Assert.Equal(204, (await jira.PostAsync($"/rest/agile/1.0/epic/{epic}/issue", $$"""{"issues":["{{bug}}"]}""")).Status);
        Compare(Recorded("GET", "/rest/agile/{id}.0/epic/{key}/issue"), (await jira.GetAsync($"/rest/agile/1.0/epic/{epic}/issue")).Json);
    }

    private static JsonNode Recorded(string method, string path)
    {
        var all = JsonNode.Parse(File.ReadAllText(SharedData.PathOf("data", "jira-recorded", "recorded.json")))!.AsArray();
        return all.First(k => (string)k!["kind"]![0]! == method && (string)k["kind"]![1]! == path)!["samples"]![0]!["responseBody"]!;
    }

    private static void Compare(JsonNode theirs, JsonNode ours)
    {
        var problems = new List<string>();
        Compare(theirs, ours, "", problems);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private static void Compare(JsonNode? theirs, JsonNode? ours, string path, List<string> problems)
    {
        switch (theirs, ours)
        {
            case (null, _) or (_, null):
                return;
            case (JsonObject expected, JsonObject actual):
                foreach (var (name, value) in expected)
                {
                    if (Array.Exists(NotOurs, n => name.StartsWith(n, StringComparison.Ordinal)))
                        continue;
                    if (actual.TryGetPropertyValue(name, out var other))
                        Compare(value, other, $"{path}/{name}", problems);
                    else
                        problems.Add($"{path}/{name} is missing");
                }

                return;
            case (JsonArray { Count: > 0 } expected, JsonArray { Count: > 0 } actual):
                Compare(expected[0], actual[0], $"{path}/0", problems);
                return;
            default:
                var (left, right) = (theirs.GetValueKind(), ours.GetValueKind());
                if (left != right && !(left is JsonValueKind.True or JsonValueKind.False && right is JsonValueKind.True or JsonValueKind.False))
                    problems.Add($"{path} is {right} and should be {left}");
                return;
        }
    }
}
