using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Contract;

/// <summary>
/// Every operation that the client of this repository calls, asked of the sandbox: its status is one that Atlassian's OpenAPI
/// document knows for it, and its body is what the document says, with no member more.
/// </summary>
[Trait("needs", "shared")]
public sealed class AnswerSchemaTests
{
    /// <summary>Where the document is wrong by its own examples, or by recorded answers of a real site.</summary>
    private static readonly string[] DocumentErrs =
    [
        "GET /serverInfo 200: no defaultLocale is documented",
        "GET /issue/createmeta/{projectIdOrKey}/issuetypes 200.issueTypes[]: no untranslatedName is documented",
        "GET /field 200[]: no untranslatedName is documented",
        "POST /issue/bulkfetch 200: no expand is documented",
        "POST /changelog/bulkfetch 200.issueChangeLogs[].changeHistories[].created: string expected, Number found",
        // The examples of the specification have milliseconds.
        "GET /bulk/queue/{taskId} 200.created: string expected, Number found",
        "GET /bulk/queue/{taskId} 200.started: string expected, Number found",
        "GET /bulk/queue/{taskId} 200.updated: string expected, Number found",
        // The value of a property is any JSON.
        "GET /issue/{issueIdOrKey}/comment 200.comments[].properties[].value: string expected, Number found",
        "GET /issue/{issueIdOrKey}/properties/{propertyKey} 200.value: string expected, Object found",
    ];

    [Theory]
    [InlineData(SandboxEdition.Cloud, 37)]
    [InlineData(SandboxEdition.DataCenter, 27)]
    public async Task Every_answer_is_as_documented(SandboxEdition edition, int operations)
    {
        await using var jira = await JiraDriver.StartAsync(edition);
        var walk = new Walk(jira, Specification.Load(edition));
        await SiteAsync(walk);
        await IssuesAsync(walk);
        await OnAnIssueAsync(walk);
        if (edition == SandboxEdition.Cloud)
            await OnlyOnCloudAsync(walk);
        Assert.Empty(string.Join('\n', walk.Problems.Except(DocumentErrs)));
        Assert.True(walk.Operations.Count >= operations, $"{walk.Operations.Count} operations");
    }

    private static async Task SiteAsync(Walk walk)
    {
        await walk.GetAsync("/serverInfo");
        await walk.GetAsync("/myself");
        await walk.GetAsync("/mypermissions", "permissions=CREATE_ISSUES,ADMINISTER&projectKey=SEC");
        await walk.GetAsync("/project/{projectIdOrKey}", null, "SEC");
        await walk.GetAsync("/project/{projectIdOrKey}", null, "NOPE");
        await walk.GetAsync("/project/{projectIdOrKey}/statuses", null, "SEC");
        await walk.GetAsync("/issue/createmeta/{projectIdOrKey}/issuetypes", null, "PAY");
        await walk.GetAsync("/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}", null, "PAY", "10004");
        await walk.GetAsync("/field");
        await walk.GetAsync("/priority");
        await walk.GetAsync("/status");
        await walk.GetAsync("/resolution");
        await walk.GetAsync("/user/assignable/search", "project=SEC");
        await walk.GetAsync("/issueLinkType");
    }

    private static async Task IssuesAsync(Walk walk)
    {
        await walk.SendAsync("POST", "/issue", New("one"));
        await walk.SendAsync("POST", "/issue", """{"fields":{"project":{"key":"SEC"},"issuetype":{"name":"Bug"}}}""");
        await walk.SendAsync("POST", "/issue/bulk", $$"""{"issueUpdates":[{{New("two")}},{{New("three")}}]}""");
        await walk.SendAsync("POST", "/issue/bulk", """{"issueUpdates":[{"fields":{"project":{"key":"SEC"},"issuetype":{"name":"Bug"}}}]}""");
        await walk.SendAsync("PUT", "/issue/{issueIdOrKey}", """{"fields":{"labels":["l"],"priority":{"name":"Low"}}}""", "SEC-1");
        await walk.SendAsync("PUT", "/issue/{issueIdOrKey}", """{"fields":{"summary":""}}""", "SEC-1");
        await walk.GetAsync("/issue/{issueIdOrKey}", "expand=names,schema,changelog,transitions", "SEC-1");
        await walk.GetAsync("/issue/{issueIdOrKey}", null, "SEC-999");
    }

    private static async Task OnAnIssueAsync(Walk walk)
    {
        var text = walk.Text("hello");
        await walk.GetAsync("/issue/{issueIdOrKey}/transitions", "expand=transitions.fields", "SEC-1");
        await walk.SendAsync("POST", "/issue/{issueIdOrKey}/transitions", """{"transition":{"id":"21"}}""", "SEC-1");
        await walk.SendAsync("POST", "/issue/{issueIdOrKey}/transitions", """{"transition":{"id":"999"}}""", "SEC-1");
        var comment = await walk.SendAsync(
            "POST", "/issue/{issueIdOrKey}/comment", $$"""{"body":{{text}},"properties":[{"key":"k","value":1}]}""", "SEC-1");
        await walk.GetAsync("/issue/{issueIdOrKey}/comment", "expand=properties", "SEC-1");
        await walk.SendAsync("PUT", "/issue/{issueIdOrKey}/comment/{id}", $$"""{"body":{{text}}}""", "SEC-1", (string)comment["id"]!);
        await walk.UploadAsync("SEC-1");
        await walk.GetAsync("/issue/{issueIdOrKey}", null, "SEC-1");
        const string Link = """{"globalId":"g","relationship":"r","application":{"name":"a"},"object":{"url":"https://example.com","title":"t"}}""";
        await walk.SendAsync("POST", "/issue/{issueIdOrKey}/remotelink", Link, "SEC-1");
        await walk.SendAsync("POST", "/issue/{issueIdOrKey}/remotelink", Link, "SEC-1");
        await walk.GetAsync("/issue/{issueIdOrKey}/remotelink", null, "SEC-1");
        await walk.SendAsync("POST", "/issueLink", """{"type":{"name":"Duplicate"},"inwardIssue":{"key":"SEC-1"},"outwardIssue":{"key":"SEC-2"}}""");
        await walk.SendAsync("PUT", "/issue/{issueIdOrKey}/properties/{propertyKey}", """{"a":1}""", "SEC-1", "p");
        await walk.SendAsync("PUT", "/issue/{issueIdOrKey}/properties/{propertyKey}", """{"a":2}""", "SEC-1", "p");
        await walk.GetAsync("/issue/{issueIdOrKey}/properties/{propertyKey}", null, "SEC-1", "p");
        await walk.GetAsync("/issue/{issueIdOrKey}/properties/{propertyKey}", null, "SEC-1", "none");
        if (!walk.IsCloud)
        {
            await walk.GetAsync("/project");
            await walk.GetAsync("/search", "jql=project%3DSEC&fields=*all&expand=names,schema,changelog");
            await walk.GetAsync("/search", "jql=nonsense%3D1");
        }
    }

    private static async Task OnlyOnCloudAsync(Walk walk)
    {
        await walk.GetAsync("/project/search", "query=Sec");
        await walk.SendAsync("POST", "/search/jql", """{"jql":"project = SEC","fields":["*all"],"maxResults":1,"expand":"names,schema,changelog"}""");
        await walk.GetAsync("/search/jql", "jql=project%3DSEC");
        await walk.GetAsync("/search/jql", "jql=");
        await walk.SendAsync("POST", "/search/approximate-count", """{"jql":"project = SEC"}""");
        await walk.SendAsync("POST", "/issue/bulkfetch", """{"issueIdsOrKeys":["SEC-1","SEC-77"],"fields":["summary"]}""");
        await walk.GetAsync("/issue/{issueIdOrKey}/changelog", null, "SEC-1");
        await walk.SendAsync("POST", "/changelog/bulkfetch", """{"issueIdsOrKeys":["SEC-1"],"fieldIds":["status"]}""");
        await walk.SendAsync("POST", "/bulk/issues/transition", """{"bulkTransitionInputs":[{"selectedIssueIdsOrKeys":["SEC-1"],"transitionId":"11"}]}""");
        await walk.GetAsync("/bulk/queue/{taskId}", null, "10000");
        await walk.GetAsync("/webhook");
        var asApp = walk.At(await walk.AppAsync());
        await asApp.SendAsync(
            "POST", "/webhook", """{"url":"http://127.0.0.1:9/x","webhooks":[{"events":["jira:issue_created"],"jqlFilter":"project = SEC"}]}""");
        await asApp.GetAsync("/webhook");
        await asApp.SendAsync("PUT", "/webhook/refresh", """{"webhookIds":[1000]}""");
        await asApp.SendAsync("DELETE", "/webhook", """{"webhookIds":[1000]}""");
        await asApp.SendAsync("DELETE", "/webhook", """{"webhookIds":[]}""");
    }

    private static string New(string summary) =>
        $$$"""{"fields":{"project":{"key":"SEC"},"issuetype":{"name":"Bug"},"summary":"{{{summary}}}","components":[{"name":"api"}]}}""";

    /// <summary>Calls, and notes what is wrong with each answer.</summary>
    private sealed class Walk(JiraDriver jira, Specification specification)
    {
        private string _root = jira.Api;

        public List<string> Problems { get; private init; } = [];

        public HashSet<string> Operations { get; private init; } = [];

        public bool IsCloud => jira.Server.Options.Edition == SandboxEdition.Cloud;

        public string Text(string text) => IsCloud ? JiraDriver.Doc(text).ToJsonString() : JsonValue.Create(text)!.ToJsonString();

        /// <summary>The same notes, from another root of the API.</summary>
        public Walk At(string root) => new(jira, specification) { _root = root, Problems = Problems, Operations = Operations };

        /// <summary>Signs in as the app.</summary>
        /// <returns>The root of the API for it.</returns>
        public async Task<string> AppAsync()
        {
            var accounts = jira.Server.Accounts;
            var token = await jira.SendAsync(HttpMethod.Post, jira.Server.TokenUrl.ToString(), new JsonObject
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = accounts.AppClientId,
                ["client_secret"] = accounts.AppClientSecret,
                ["refresh_token"] = accounts.AppRefreshToken,
            });
            jira.SignIn = new AuthenticationHeaderValue("Bearer", (string?)token.Json["access_token"]);
            return $"{jira.Server.GatewayUrl}/rest/api/3";
        }

        public Task<JsonNode> GetAsync(string template, string? query = null, params string[] values) =>
            CallAsync(HttpMethod.Get, template, query, null, null, values);

        public Task<JsonNode> SendAsync(string method, string template, string body, params string[] values) =>
            CallAsync(new HttpMethod(method), template, null, JsonNode.Parse(body), null, values);

        public Task<JsonNode> UploadAsync(string key) => CallAsync(
            HttpMethod.Post, "/issue/{issueIdOrKey}/attachments", null, null,
            request =>
            {
                request.Headers.Add("X-Atlassian-Token", "no-check");
                request.Content = new MultipartFormDataContent { { new ByteArrayContent("x"u8.ToArray()), "file", "a.txt" } };
            },
            key);

        private async Task<JsonNode> CallAsync(
            HttpMethod method, string template, string? query, JsonNode? body, Action<HttpRequestMessage>? with, params string[] values)
        {
            var path = template;
            foreach (var value in values)
            {
                var start = path.IndexOf('{', StringComparison.Ordinal);
                path = path[..start] + value + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
            }

            var root = _root.StartsWith("http", StringComparison.Ordinal) ? _root : "/" + _root;
            var reply = await jira.SendAsync(method, root + path + (query is null ? "" : "?" + query), body, with);
            Operations.Add($"{method} {template}");
            Problems.AddRange(specification.ProblemsOf(method.Method, template, reply.Status, reply.Text).Distinct());
            return reply.Text.Length == 0 ? new JsonObject() : reply.Json;
        }
    }
}
