using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.Tests.Transport;

namespace Fairlead.Jira.Tests.Resources;

/// <summary>Answers that a real Jira Cloud gave, read by the client.</summary>
public sealed class RecordedAnswerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("needs", "shared")]
    public async Task Real_answers_are_understood()
    {
        var seen = new HashSet<string>();
        foreach (var (kind, sample) in Samples())
        {
            var status = sample.GetProperty("status").GetInt32();
            var body = sample.GetProperty("responseBody") is { ValueKind: not JsonValueKind.Null } json ? json.GetRawText() : "";
            var media = sample.GetProperty("headers").GetProperty("content-type")[0].GetString()!;
            await using var server = ScriptedServer.Always(status, body, $"Content-Type: {media}");
            using var under = new ClientUnderTest(server.Url);
            if (await UnderstandAsync(under.Client, kind, sample))
                seen.Add(kind);
        }

        Assert.Equal(9, seen.Count);
    }

    private static async Task<bool> UnderstandAsync(JiraClient client, string kind, JsonElement sample)
    {
        var answer = sample.GetProperty("responseBody");
        switch (kind)
        {
            case "GET /rest/api/latest/issue/{key}" or "GET /rest/api/{id}/issue/{id}" or "GET /rest/api/{id}/issue/{key}":
                var issue = await client.Issues.GetAsync("X-1", IssueSelection.All, Ct);
                Assert.Equal(answer.GetProperty("key").GetString(), issue!.Key);
                Assert.NotNull(issue.Summary);
                Assert.NotNull(issue.Status);
                Assert.NotEqual(JiraStatusCategory.Undefined, issue.Status.Category);
                Assert.NotNull(issue.IssueType);
                Assert.NotNull(issue.Project);
                Assert.NotNull(issue.CreatedAt);
                Assert.True(issue.UpdatedAt >= issue.CreatedAt);
                return true;
            case "GET /rest/api/{id}/field":
                var fields = await client.Fields.ListAsync(Ct);
                Assert.Equal(answer.GetArrayLength(), fields.Count);
                Assert.Contains(fields, f => f is { Id: "description", Schema.IsRichText: true });
                return true;
            case "GET /rest/api/{id}/serverInfo":
                var info = await client.ServerInfo.GetAsync(Ct);
                Assert.Equal(JiraEdition.Cloud, info.Edition);
                Assert.NotNull(info.ServerTime);
                return true;
            case "POST /rest/api/{id}/issue":
                var created = Assert.IsType<JiraOutcome<CreatedIssue>.Committed>(await client.Issues.CreateAsync(Sample.Draft, Ct));
                Assert.Equal(answer.GetProperty("key").GetString(), created.Value.Key);
                return true;
            case "POST /rest/api/{id}/issue/{id}/comment":
                var comment = Assert.IsType<JiraOutcome<JiraComment>.Committed>(
                    await client.Comments.AddAsync("X-1", Jira.RichText.RichDocument.FromPlainText("x"), Ct)).Value;
                Assert.NotNull(comment.Author);
                Assert.NotNull(comment.CreatedAt);
                return true;
            case "POST /rest/api/{id}/issue/{key}/transitions":
                Assert.IsType<JiraOutcome<JiraAccepted>.Committed>(await client.Transitions.ApplyAsync("X-1", new("1"), Ct));
                return true;
            case "PUT /rest/api/{id}/issue/{id}":
                Assert.IsType<JiraOutcome<JiraAccepted>.Committed>(await client.Issues.EditAsync("X-1", new() { Summary = "x" }, Ct));
                return true;
            default:
                return false;
        }
    }

    private static IEnumerable<(string Kind, JsonElement Sample)> Samples()
    {
        var recorded = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("data", "jira-recorded", "recorded.json"))).RootElement;
        return from entry in recorded.EnumerateArray()
               let kind = entry.GetProperty("kind")
               from sample in entry.GetProperty("samples").EnumerateArray()
               select ($"{kind[0].GetString()} {kind[1].GetString()}", sample);
    }
}
