using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Jira.Tests.Transport;

namespace Fairlead.Jira.Tests.Resources;

/// <summary>
/// Every call of the client, made against a server that only listens, is held against Atlassian's OpenAPI documents: the
/// method and path exist, every query parameter is one of the operation's, every member of the body is one of the schema's.
/// </summary>
public sealed class SpecificationTests
{
    private static readonly IReadOnlyDictionary<string, JsonNode> SomeProperty = new Dictionary<string, JsonNode> { ["fl"] = "x" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("needs", "shared")]
    [Trait("Complaint", "U-41")]
    public Task Cloud_calls_are_those_of_the_platform_v3_document() =>
        CheckAsync(JiraEdition.Cloud, SharedData.PathOf("specs", "jira-cloud-platform-v3.json"), path => path);

    [Fact]
    [Trait("needs", "shared")]
    [Trait("Complaint", "U-41")]
    public Task Data_Center_calls_are_those_of_the_10_3_document() =>
        // The document leaves /rest out of its paths.
        CheckAsync(JiraEdition.DataCenter, SharedData.PathOf("specs", "jira-dc-v2.json"), path => path["/rest".Length..]);

    private static async Task CheckAsync(JiraEdition edition, string document, Func<string, string> pathOf)
    {
        await using var server = ScriptedServer.Always(200, "{}");
        using var under = new ClientUnderTest(server.Url, edition);
        await EveryCallAsync(under.Client, edition);

        using var specification = JsonDocument.Parse(await File.ReadAllTextAsync(document, Ct));
        var problems = new List<string>();
        var calls = server.Calls.ToList();
        for (var i = 0; i < calls.Count; i++)
            problems.AddRange(ProblemsOf(specification.RootElement, calls[i], pathOf(under.Calls[i].PathTemplate)));
        Assert.Empty(problems.Distinct());
        Assert.True(calls.Select(c => c.Method + c.Path).Distinct().Count() >= (edition == JiraEdition.Cloud ? 28 : 22));
    }

    private static async Task EveryCallAsync(JiraClient client, JiraEdition edition)
    {
        var text = RichDocument.FromPlainText("text");
        var query = Jql.Field("project").Equal("SEC");
        var draft = Sample.Draft with { Properties = SomeProperty, TransitionId = "11", AssigneeId = "a" };
        var edit = new IssueEdit { Summary = "s", Description = text, AddLabels = ["a"], Properties = SomeProperty, NotifyUsers = false };

        await Listening(() => client.ServerInfo.GetAsync(Ct));
        await Listening(() => client.Myself.GetAsync(Ct));
        await Listening(() => client.Permissions.GetMineAsync([JiraPermission.CreateIssues], "SEC", Ct));
        await Listening(async () => await client.Projects.ListAsync("SEC", Ct).ToListAsync(Ct));
        await Listening(() => client.Projects.GetAsync("SEC", Ct));
        await Listening(() => client.CreateMeta.IssueTypesAsync("SEC", Ct));
        await Listening(() => client.CreateMeta.FieldsAsync("SEC", "10001", Ct));
        await Listening(() => client.Fields.ListAsync(Ct));
        await Listening(() => client.Priorities.ListAsync(Ct));
        await Listening(() => client.Statuses.ListAsync(Ct));
        await Listening(() => client.Workflow.StatusesAsync("SEC", Ct));
        await Listening(() => client.Users.AssignableAsync("SEC", "kim", 50, Ct));
        await Listening(() => client.Users.GroupsOfAsync("kim", Ct));
        await Listening(() => client.Groups.FindAsync("lead", Ct));
        await Listening(() => client.ProjectRoles.ListAsync("SEC", Ct));
        await Listening(() => client.ProjectRoles.ActorsAsync("SEC", "10002", Ct));
        await Listening(async () => await client.Search.IdsAsync(query, Ct).ToListAsync(Ct));
        await Listening(async () => await client.Search.IssuesAsync(
            new(query, IssueSelection.Of("summary").With("fl")) { ReconcileIssueIds = ["10001"] }, Ct).ToListAsync(Ct));
        await Listening(() => client.Search.CountAsync(query, Ct));
        await Listening(() => client.Issues.GetAsync("SEC-1", IssueSelection.Of("summary").With("fl"), Ct));
        await Listening(() => client.Issues.CreateAsync(draft, Ct));
        await Listening(() => client.Issues.BulkCreateAsync([draft, draft], Ct));
        await Listening(() => client.Issues.EditAsync("SEC-1", edit, Ct));
        await Listening(() => client.Issues.FetchAsync(["10001", "SEC-2"], IssueSelection.Of("summary").With("fl"), Ct));
        await Listening(() => client.Transitions.ListAsync("SEC-1", Ct));
        await Listening(() => client.Transitions.ApplyAsync("SEC-1", new("11") { Comment = text, Properties = SomeProperty }, Ct));
        await Listening(async () => await client.Comments.ListAsync("SEC-1", Ct).ToListAsync(Ct));
        await Listening(() => client.Comments.GetAsync("SEC-1", "10", Ct));
        await Listening(() => client.Comments.AddAsync("SEC-1", text, SomeProperty, new("role", "Developers"), Ct));
        await Listening(() => client.Comments.EditAsync("SEC-1", "10", text, Ct));
        await Listening(async () => await client.Comments.RemarksAsync("SEC-1", Ct).ToListAsync(Ct));
        await Listening(async () => await client.Worklogs.RemarksAsync("SEC-1", Ct).ToListAsync(Ct));
        await Listening(() => client.Attachments.ListAsync("SEC-1", Ct));
        await Listening(() => client.Attachments.AddAsync("SEC-1", "a.txt", "text/plain", "x"u8.ToArray(), Ct));
        await Listening(() => client.RemoteLinks.ListAsync("SEC-1", Ct));
        await Listening(() => client.RemoteLinks.UpsertAsync(
            "SEC-1",
            new("g", new("https://example.com"), "t") { Summary = "s", Relationship = "r", ApplicationName = "a", IconUrl = new("https://example.com/i"), IsResolved = true },
            Ct));
        await Listening(() => client.IssueLinks.TypesAsync(Ct));
        await Listening(() => client.IssueLinks.LinkAsync("Duplicate", "SEC-1", "SEC-2", Ct));
        await Listening(() => client.Properties.GetAsync("SEC-1", "fl", Ct));
        await Listening(() => client.Properties.SetAsync("SEC-1", "fl", "x", Ct));
        await Listening(async () => await client.Changelog.ForIssueAsync("SEC-1", Ct).ToListAsync(Ct));
        await Listening(async () => await client.Changelog.FetchAsync(["10001"], ["status"], Ct).ToListAsync(Ct));
        if (edition == JiraEdition.Cloud)
        {
            await Listening(() => client.Attachments.ContentAsync(new("10", "a.txt", 1, "text/plain", null, null, null), 10, Ct));
            await Listening(() => client.Issues.DeleteAsync("SEC-1", Ct));
            await Listening(() => client.Transitions.StartBulkAsync("11", ["10001"], sendMail: false, Ct));
            await Listening(() => client.Transitions.BulkTaskAsync("1", Ct));
        }
    }

    /// <summary>The server's empty object is no useful answer; here only the request matters.</summary>
    private static async Task Listening(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (JiraUnavailableException e) when (e.Cause is JiraFailureCause.Unreadable or JiraFailureCause.NotJira)
        {
        }
    }

    private static IEnumerable<string> ProblemsOf(JsonElement specification, WireCall call, string template)
    {
        if (!specification.GetProperty("paths").TryGetProperty(template, out var path)
            || !path.TryGetProperty(call.Method.ToLowerInvariant(), out var operation))
        {
            yield return $"{call.Method} {template} does not exist.";
            yield break;
        }

        var known = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Select(p => p.GetProperty("name").GetString()!).ToHashSet()
            : [];
        foreach (var name in call.Target.Split('?').Skip(1).SelectMany(q => q.Split('&')).Select(p => p.Split('=')[0]))
        {
            // Real Data Centers expand transitions and users and page createmeta; their document leaves it out.
            var isUndocumented = name == "expand" && (template.EndsWith("/transitions", StringComparison.Ordinal) || template.EndsWith("/user", StringComparison.Ordinal))
                || name is "permissions" or "projectKey" && template.EndsWith("/mypermissions", StringComparison.Ordinal);
            if (!known.Contains(name) && !isUndocumented)
                yield return $"{call.Method} {template} has no parameter {name}.";
        }

        // A delete has a body of no bytes, of which the document knows nothing.
        if (call.Headers.GetValueOrDefault("Content-Type") == "application/json" && (call.Body.Length > 0 || operation.TryGetProperty("requestBody", out _)))
        {
            var content = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            using var body = JsonDocument.Parse(call.Body);
            if (!template.Contains("/properties/"))
            {
                foreach (var problem in ProblemsOf(specification, content.GetProperty("schema"), body.RootElement, $"{call.Method} {template}"))
                    yield return problem;
            }
        }
    }

    private static IEnumerable<string> ProblemsOf(JsonElement specification, JsonElement schema, JsonElement value, string where)
    {
        while (schema.TryGetProperty("$ref", out var reference))
            schema = specification.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            return value.EnumerateArray().SelectMany(v => ProblemsOf(specification, items, v, where + "[]"));
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
            return [];
        return value.EnumerateObject().SelectMany(member => properties.TryGetProperty(member.Name, out var own)
            ? ProblemsOf(specification, own, member.Value, $"{where}.{member.Name}")
            : [$"{where} has no member {member.Name}."]);
    }
}
