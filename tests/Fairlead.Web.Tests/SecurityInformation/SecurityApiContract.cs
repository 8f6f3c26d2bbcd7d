using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Fairlead.Client.Access;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>The operations of Jira's Security Information API, as a tool that pushes to Jira calls them.</summary>
public abstract class SecurityApiContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_accepted_is_read_back_as_it_was_sent()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var sent = SecurityWorld.Vulnerability("v 1");
        sent["identifiers"] = new JsonArray(new JsonObject { ["displayName"] = "CWE-125", ["url"] = "https://cwe.example/125" });
        sent["additionalInfo"] = new JsonObject { ["content"] = "exploited", ["url"] = "https://scanner.example/x" };

        var answer = await world.SubmitAsync(sent, SecurityWorld.Vulnerability("v2"));

        Assert.Equal(202, answer.Status);
        Assert.Equal("""{"acceptedVulnerabilities":["v 1","v2"],"failedVulnerabilities":{},"unknownAssociations":[]}""", answer.Text);
        Assert.True(JsonNode.DeepEquals(sent, JsonNode.Parse((await world.GetAsync("vulnerability/v%201")).Text)));
        Assert.Equal(404, (await world.GetAsync("vulnerability/v3")).Status);
    }

    [Fact]
    [Trait("Complaint", "U-56")]
    public async Task Only_a_higher_sequence_number_replaces_and_a_late_one_is_accepted_all_the_same()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        await world.SubmitAsync(SecurityWorld.Vulnerability("v", 5));
        foreach (var number in (long[])[4, 5])
        {
            var late = SecurityWorld.Vulnerability("v", number);
            late["status"] = "closed";
            Assert.Equal("v", (await world.SubmitAsync(late)).Json.GetProperty("acceptedVulnerabilities")[0].GetString());
            Assert.Equal("open", (await world.GetAsync("vulnerability/v")).Json.GetProperty("status").GetString());
        }

        // Also within one request, whatever the order.
        var (closed, ignored) = (SecurityWorld.Vulnerability("v", long.MaxValue), SecurityWorld.Vulnerability("v", 6));
        (closed["status"], ignored["status"]) = ("closed", "ignored");
        Assert.Single((await world.SubmitAsync(closed, ignored)).Json.GetProperty("acceptedVulnerabilities").EnumerateArray());
        Assert.Equal("closed", (await world.GetAsync("vulnerability/v")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_vulnerability_is_associated_with_500_issues_however_often_some_are_added()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        Assert.Empty(Failed(await world.SubmitAsync(With("v", 1, 1, 300))));
        Assert.Empty(Failed(await world.SubmitAsync(With("v", 2, 301, 200))));
        Assert.Equal(500, await StoredAsync("v"));

        var more = With("v", 3, 501, 1);
        more["status"] = "closed";
        var answer = await world.SubmitAsync(more, SecurityWorld.Vulnerability("other"));
        Assert.Equal("""["other"]""", answer.Json.GetProperty("acceptedVulnerabilities").GetRawText());
        Assert.Equal("addAssociations: with those that are stored there would be more than 500", Assert.Single(Failed(answer)).Value[0].GetProperty("message").GetString());
        Assert.Equal("open", (await world.GetAsync("vulnerability/v")).Json.GetProperty("status").GetString());
        Assert.Equal(500, await StoredAsync("v"));

        // One for another, and the same once more.
        var other = With("v", 4, 501, 1);
        other["removeAssociations"] = SecurityWorld.Issues("SEC-1");
        Assert.Empty(Failed(await world.SubmitAsync(other)));
        Assert.Empty(Failed(await world.SubmitAsync(With("v", 5, 2, 500))));
        Assert.Equal(500, await StoredAsync("v"));

        // Within one request: all of an id or none.
        Assert.Equal(["w"], Failed(await world.SubmitAsync(With("w", 1, 1, 300), With("w", 2, 301, 300))).Select(f => f.Name));
        Assert.Equal(404, (await world.GetAsync("vulnerability/w")).Status);

        static JsonObject With(string id, long number, int first, int count)
        {
            var vulnerability = SecurityWorld.Vulnerability(id, number);
            vulnerability["addAssociations"] = SecurityWorld.Issues([.. Enumerable.Range(first, count).Select(i => $"SEC-{i}")]);
            return vulnerability;
        }

        static IReadOnlyList<System.Text.Json.JsonProperty> Failed(SecurityAnswer answer) => [.. answer.Json.GetProperty("failedVulnerabilities").EnumerateObject()];

        async Task<int> StoredAsync(string id) => (await world.GetAsync($"vulnerability/{id}")).Json.GetProperty("addAssociations")[0].GetProperty("values").GetArrayLength();
    }

    [Fact]
    public async Task Associations_are_added_and_removed_by_a_number_of_their_own()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var first = SecurityWorld.Vulnerability("v", 5);
        first["addAssociations"] = SecurityWorld.Issues("SEC-1", "10001", "no issue");
        var answer = await world.SubmitAsync(first);
        Assert.Equal("""[{"associationType":"issueIdOrKeys","values":["no issue"]}]""", answer.Json.GetProperty("unknownAssociations").GetRawText());

        var late = SecurityWorld.Vulnerability("v", 1);
        late["addAssociations"] = SecurityWorld.Issues("SEC-2");
        late["removeAssociations"] = SecurityWorld.Issues("10001");
        late["associationsUpdateSequenceNumber"] = 6;
        late["associationsLastUpdated"] = "2026-02-03T00:00:00Z";
        await world.SubmitAsync(late);

        var stored = (await world.GetAsync("vulnerability/v")).Json;
        Assert.Equal(5, stored.GetProperty("updateSequenceNumber").GetInt64());
        Assert.Equal(["SEC-1", "SEC-2"], stored.GetProperty("addAssociations")[0].GetProperty("values").EnumerateArray().Select(v => v.GetString()!));
        Assert.Equal((6, "2026-02-03T00:00:00Z"), (stored.GetProperty("associationsUpdateSequenceNumber").GetInt64(), stored.GetProperty("associationsLastUpdated").GetString()));

        // What replaces the vulnerability leaves its issues alone.
        await world.SubmitAsync(SecurityWorld.Vulnerability("v", 9));
        Assert.Equal(2, (await world.GetAsync("vulnerability/v")).Json.GetProperty("addAssociations")[0].GetProperty("values").GetArrayLength());
    }

    [Fact]
    public async Task The_number_and_the_time_of_associations_are_kept_as_sent_and_order_what_comes_later_also_without_any()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var bare = SecurityWorld.Vulnerability("v", 5);
        bare["associationsUpdateSequenceNumber"] = 9;
        bare["associationsLastUpdated"] = "2026-02-03T00:00:00.5+01:00";
        await world.SubmitAsync(bare);
        Assert.True(JsonNode.DeepEquals(bare, JsonNode.Parse((await world.GetAsync("vulnerability/v")).Text)));

        var late = SecurityWorld.Vulnerability("v", 6);
        late["addAssociations"] = SecurityWorld.Issues("SEC-1");
        late["associationsUpdateSequenceNumber"] = 8;
        late["associationsLastUpdated"] = "2026-02-02T00:00:00Z";
        Assert.Equal("v", (await world.SubmitAsync(late)).Json.GetProperty("acceptedVulnerabilities")[0].GetString());
        var stored = (await world.GetAsync("vulnerability/v")).Json;
        Assert.False(stored.TryGetProperty("addAssociations", out _));
        Assert.Equal((6, 9, "2026-02-03T00:00:00.5+01:00"),
            (stored.GetProperty("updateSequenceNumber").GetInt64(), stored.GetProperty("associationsUpdateSequenceNumber").GetInt64(), stored.GetProperty("associationsLastUpdated").GetString()));

        late["associationsUpdateSequenceNumber"] = 10;
        await world.SubmitAsync((JsonObject)late.DeepClone());
        stored = (await world.GetAsync("vulnerability/v")).Json;
        Assert.Equal("SEC-1", Assert.Single(stored.GetProperty("addAssociations")[0].GetProperty("values").EnumerateArray()).GetString());
        Assert.Equal((10, "2026-02-02T00:00:00Z"), (stored.GetProperty("associationsUpdateSequenceNumber").GetInt64(), stored.GetProperty("associationsLastUpdated").GetString()));
    }

    [Fact]
    public async Task A_vulnerability_with_none_but_unknown_associations_is_not_stored()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var lost = SecurityWorld.Vulnerability("v");
        lost["addAssociations"] = SecurityWorld.Issues("no issue");

        var answer = await world.SubmitAsync(lost, SecurityWorld.Vulnerability("w"));

        Assert.Equal("w", Assert.Single(answer.Json.GetProperty("acceptedVulnerabilities").EnumerateArray()).GetString());
        Assert.True(answer.Json.GetProperty("failedVulnerabilities").TryGetProperty("v", out _));
        Assert.Equal(404, (await world.GetAsync("vulnerability/v")).Status);
    }

    [Fact]
    public async Task Properties_delete_what_came_with_all_of_them()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        await SubmitWithAsync(world, "a", ("accountId", "1"), ("createdBy", "x"));
        await SubmitWithAsync(world, "b", ("accountId", "1"), ("createdBy", "y"));
        await SubmitWithAsync(world, "c", ("accountId", "2"), ("createdBy", "x"));
        await SubmitWithAsync(world, "d");
        var other = await world.ProviderAsync("other", Role.Editor);
        await world.AskAsync(HttpMethod.Post, "bulk", BodyWith("a", ("accountId", "1")), other);

        Assert.Equal(400, (await world.AskAsync(HttpMethod.Delete, "bulkByProperties")).Status);
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "bulkByProperties?accountId=1&createdBy=x")).Status);
        Assert.Equal("b c d", await StoredAsync(world, "a", "b", "c", "d"));
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "bulkByProperties?accountId=1&accountId=2")).Status);
        Assert.Equal("b c d", await StoredAsync(world, "a", "b", "c", "d"));
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "bulkByProperties?createdBy=x&createdBy=x")).Status);
        Assert.Equal("b d", await StoredAsync(world, "a", "b", "c", "d"));
        Assert.Equal(200, (await world.GetAsync("vulnerability/a", other)).Status);
    }

    [Fact]
    public async Task Workspaces_are_linked_once_and_unlinked()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        // GitHub for Jira sends numbers.
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Post, "linkedWorkspaces/bulk", """{"workspaceIds":["acme/shop",17]}""")).Status);
        var linked = (await world.GetAsync("linkedWorkspaces/acme%2Fshop")).Json;
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Post, "linkedWorkspaces/bulk", """{"workspaceIds":["acme/shop","x"]}""")).Status);

        Assert.Equal("""{"workspaceIds":["17","acme/shop","x"]}""", (await world.GetAsync("linkedWorkspaces")).Text);
        Assert.Equal(linked.GetRawText(), (await world.GetAsync("linkedWorkspaces/acme/shop")).Text);
        Assert.Equal("acme/shop", linked.GetProperty("workspaceId").GetString());
        Assert.InRange(linked.GetProperty("updatedAt").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(1));

        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk?workspaceIds=17,nobody-s")).Status);
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk?workspaceId=x")).Status);
        Assert.Equal("""{"workspaceIds":["acme/shop"]}""", (await world.GetAsync("linkedWorkspaces")).Text);
        Assert.Equal(404, (await world.GetAsync("linkedWorkspaces/17")).Status);
        Assert.Equal(400, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk")).Status);
        Assert.Equal(400, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk?workspaceIds=%00")).Status);
        Assert.Equal(400, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk?workspaceIds=a%20b")).Status);
    }

    [Fact]
    public async Task More_workspaces_are_unlinked_at_once_than_can_be_linked()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        foreach (var ids in Enumerable.Range(0, 150).Chunk(100))
            Assert.Equal(202, (await world.AskAsync(HttpMethod.Post, "linkedWorkspaces/bulk", $$"""{"workspaceIds":[{{string.Join(',', ids)}}]}""")).Status);

        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, $"linkedWorkspaces/bulk?workspaceIds={string.Join(',', Enumerable.Range(0, 150))}")).Status);

        Assert.Equal("""{"workspaceIds":[]}""", (await world.GetAsync("linkedWorkspaces")).Text);
    }

    [Fact]
    public async Task Vulnerabilities_go_with_the_last_workspace()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        // Who never linked one keeps what it tells.
        await world.SubmitAsync(SecurityWorld.Vulnerability("v"));
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk?workspaceIds=a")).Status);
        Assert.Equal(200, (await world.GetAsync("vulnerability/v")).Status);

        Assert.Equal(202, (await world.AskAsync(HttpMethod.Post, "linkedWorkspaces/bulk", """{"workspaceIds":["a","b"]}""")).Status);
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk?workspaceIds=a")).Status);
        Assert.Equal(200, (await world.GetAsync("vulnerability/v")).Status);
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk?workspaceIds=b")).Status);
        Assert.Equal(404, (await world.GetAsync("vulnerability/v")).Status);
    }

    [Fact]
    public async Task Only_what_is_to_be_added_makes_a_vulnerability_invalid_that_knows_no_issue()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var (removed, both) = (SecurityWorld.Vulnerability("removed"), SecurityWorld.Vulnerability("both"));
        removed["removeAssociations"] = SecurityWorld.Issues("no issue");
        both["addAssociations"] = SecurityWorld.Issues("no issue either");
        both["removeAssociations"] = SecurityWorld.Issues("SEC-1");
        var answer = await world.SubmitAsync(removed, both);
        Assert.Equal("[\"removed\"]", answer.Json.GetProperty("acceptedVulnerabilities").GetRawText());
        Assert.True(answer.Json.GetProperty("failedVulnerabilities").TryGetProperty("both", out _));
        Assert.Equal(["no issue either"], answer.Json.GetProperty("unknownAssociations")[0].GetProperty("values").EnumerateArray().Select(v => v.GetString()));
    }

    [Theory]
    [InlineData("a/b", "a%2Fb", "a/b")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("a?b#c d+e", "a%3Fb%23c%20d+e")]
    [InlineData("ümlaut", "%C3%BCmlaut")]
    [InlineData("bulk", "bulk")]
    public async Task An_id_is_found_under_every_way_to_write_it_in_a_path(string id, params string[] paths)
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        await world.SubmitAsync(SecurityWorld.Vulnerability(id), SecurityWorld.Vulnerability("other"));
        foreach (var path in paths)
            Assert.Equal(id, (await world.GetAsync($"vulnerability/{path}")).Json.GetProperty("id").GetString());

        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, $"vulnerability/{paths[0]}")).Status);
        Assert.Equal(404, (await world.GetAsync($"vulnerability/{paths[0]}")).Status);
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, $"vulnerability/{paths[0]}")).Status);
        Assert.Equal(200, (await world.GetAsync("vulnerability/other")).Status);
    }

    [Fact]
    public async Task Two_providers_never_meet_and_a_new_token_of_one_finds_what_it_had()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var (first, second) = (await world.ProviderAsync("first", Role.Editor), await world.ProviderAsync("second", Role.Editor));
        var closed = SecurityWorld.Vulnerability("v", 9);
        closed["status"] = "closed";
        await world.AskAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(closed), first);
        await world.AskAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("v")), second);
        await world.AskAsync(HttpMethod.Post, "linkedWorkspaces/bulk", """{"workspaceIds":["w"]}""", first);

        Assert.Equal("open", (await world.GetAsync("vulnerability/v", second)).Json.GetProperty("status").GetString());
        Assert.Equal("""{"workspaceIds":[]}""", (await world.GetAsync("linkedWorkspaces", second)).Text);
        await world.AskAsync(HttpMethod.Delete, "vulnerability/v", token: second);
        Assert.Equal("closed", (await world.GetAsync("vulnerability/v", await world.ProviderAsync("first", Role.Editor))).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Who_may_not_is_told_in_the_array_that_all_errors_are()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var viewer = await world.ProviderAsync("viewer", Role.Viewer);
        var body = SecurityWorld.Bulk(SecurityWorld.Vulnerability("v"));

        Assert.Equal(403, (await world.AskAsync(HttpMethod.Post, "bulk", body, viewer)).Status);
        Assert.Equal(403, (await world.AskAsync(HttpMethod.Delete, "vulnerability/v", token: viewer)).Status);
        Assert.Equal(200, (await world.GetAsync("linkedWorkspaces", viewer)).Status);
        AuthenticationHeaderValue[] wrong =
            [new("Bearer", "fl_" + new string('A', 43)), new("JWT", "a.b.c"), new("Basic", Convert.ToBase64String("a:b"u8))];
        foreach (var signIn in wrong)
        {
            var refused = await world.AskAsync(HttpMethod.Post, "bulk", body, signIn: signIn);
            Assert.Equal(401, refused.Status);
            Assert.NotEmpty(Assert.Single(refused.Errors));
        }

        var basic = Assert.Single((await world.AskAsync(HttpMethod.Get, "linkedWorkspaces", signIn: wrong[^1])).Errors);
        Assert.All(["Authorization: Bearer fl_", "fairlead token create NAME --role editor", "Authorization: JWT", "/oauth/token", "fairlead provider add KEY"], way => Assert.Contains(way, basic, StringComparison.Ordinal));
        using var http = world.Host.MakeHttp(null);
        using var byCookie = new HttpRequestMessage(HttpMethod.Get, "rest/security/1.0/linkedWorkspaces");
        byCookie.Headers.Add("Cookie", world.Cookie);
        Assert.Equal(401, (int)(await http.SendAsync(byCookie, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_provider_that_sends_too_often_is_told_when_it_may_go_on()
    {
        await using var world = await SecurityWorld.StartAsync(databases, new() { ["SecurityInformation:MaxRequestsPerSecond"] = "1" });
        var body = SecurityWorld.Bulk(SecurityWorld.Vulnerability("v"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.AskAsync(HttpMethod.Post, "bulk", body)));

        var refused = answers.First(a => a.Status == 429);
        Assert.Contains(answers, a => a.Status == 202);
        // The limit is told per minute, as the specification has it.
        Assert.Equal(("60", "0", "1"), (Header(refused, "X-RateLimit-Limit"), Header(refused, "X-RateLimit-Remaining"), Header(refused, "Retry-After")));
        Assert.True(DateTimeOffset.TryParse(Header(refused, "X-RateLimit-Reset"), out _));
        Assert.NotEmpty(refused.Errors);
    }

    private static string Header(SecurityAnswer answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private static async Task SubmitWithAsync(SecurityWorld world, string id, params (string Name, string Value)[] properties) =>
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Post, "bulk", BodyWith(id, properties))).Status);

    private static string BodyWith(string id, params (string Name, string Value)[] properties) => new JsonObject
    {
        ["properties"] = new JsonObject(properties.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)JsonValue.Create(p.Value)))),
        ["vulnerabilities"] = new JsonArray(SecurityWorld.Vulnerability(id)),
    }.ToJsonString();

    private static async Task<string> StoredAsync(SecurityWorld world, params string[] ids)
    {
        var stored = new List<string>();
        foreach (var id in ids)
        {
            if ((await world.GetAsync($"vulnerability/{id}")).Status == 200)
                stored.Add(id);
        }

        return string.Join(' ', stored);
    }

    public class OnSqlite(SqliteTestDatabase db) : SecurityApiContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecurityApiContract(db), IClassFixture<PostgresTestDatabase>;
}
