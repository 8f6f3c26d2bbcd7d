using System.Text.Json.Nodes;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Every limit of the Security Information API: as much is taken, and one more is not.</summary>
public abstract class SecurityLimitContract(TestDatabase databases)
{
    private const int MaxBody = 1 << 20;

    [Fact]
    public async Task As_long_as_the_specification_has_it_is_taken_and_one_more_is_that_vulnerabilitys_failure()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var number = 0;
        await TakesAsync("id", 255, (v, n) => v["id"] = new string('i', n));
        await TakesAsync("containerId", 255, (v, n) => v["containerId"] = new string('c', n));
        await TakesAsync("displayName", 255, (v, n) => v["displayName"] = new string('ü', n));
        await TakesAsync("description", 5_000, (v, n) => v["description"] = new string('ü', n));
        await TakesAsync("url", 2_000, (v, n) => v["url"] = Url(n));
        await TakesAsync("identifiers", 100, (v, n) => v["identifiers"] = new JsonArray([.. Enumerable.Range(0, n).Select(i => Identifier($"CVE-{i}", "https://x.example/"))]));
        await TakesAsync("identifiers[0].displayName", 255, (v, n) => v["identifiers"] = new JsonArray(Identifier(new string('d', n), "https://x.example/")));
        await TakesAsync("identifiers[0].url", 2_000, (v, n) => v["identifiers"] = new JsonArray(Identifier("CWE-1", Url(n))));
        await TakesAsync("additionalInfo.content", 255, (v, n) => v["additionalInfo"] = new JsonObject { ["content"] = new string('d', n) });
        await TakesAsync("additionalInfo.url", 2_000, (v, n) => v["additionalInfo"] = new JsonObject { ["content"] = "d", ["url"] = Url(n) });
        foreach (var name in (string[])["addAssociations", "removeAssociations"])
        {
            await TakesAsync(name, 1, (v, n) => v[name] = new JsonArray([.. Enumerable.Range(0, n).Select(_ => SecurityWorld.Issues("SEC-1")[0]!.DeepClone())]));
            await TakesAsync($"{name}[0].values", 500, (v, n) => v[name] = SecurityWorld.Issues([.. Enumerable.Range(1, n).Select(i => $"SEC-{i}")]));
            await TakesAsync($"{name}[0].values", 255, (v, n) => v[name] = SecurityWorld.Issues("SEC-1", new string('x', n)));
        }

        // The largest and the smallest number; one more is beyond all numbers.
        foreach (var (value, isTaken) in new[] { ("9223372036854775807", true), ("-9223372036854775808", true), ("9223372036854775808", false), ("-9223372036854775809", false) })
        {
            var vulnerability = SecurityWorld.Vulnerability($"n{number++}");
            vulnerability["updateSequenceNumber"] = JsonNode.Parse(value);
            Assert.Equal(isTaken, (await world.SubmitAsync(vulnerability)).Json.GetProperty("acceptedVulnerabilities").GetArrayLength() == 1);
        }

        async Task TakesAsync(string place, int most, Action<JsonObject, int> set)
        {
            var (right, wrong) = (SecurityWorld.Vulnerability($"right{number}"), SecurityWorld.Vulnerability($"wrong{number++}"));
            set(right, most);
            set(wrong, most + 1);
            var answer = await world.SubmitAsync(right, wrong);
            Assert.Equal(202, answer.Status);
            Assert.Equal((string)right["id"]!, Assert.Single(answer.Json.GetProperty("acceptedVulnerabilities").EnumerateArray()).GetString());
            var failed = Assert.Single(answer.Json.GetProperty("failedVulnerabilities").EnumerateObject());
            Assert.Equal((string)wrong["id"]!, failed.Name);
            Assert.StartsWith($"{place}: ", Assert.Single(failed.Value.EnumerateArray()).GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        static JsonObject Identifier(string name, string url) => new() { ["displayName"] = name, ["url"] = url };

        static string Url(int length) => "https://scanner.example/".PadRight(length, 'u');
    }

    [Fact]
    public async Task As_many_as_a_request_may_have_are_taken_and_one_more_refuses_it()
    {
        await using var world = await SecurityWorld.StartAsync(databases, new() { ["SecurityInformation:MaxBodyBytes"] = $"{MaxBody}" });
        await TakesAsync("bulk", 5, n => Bulk(new JsonObject([.. Enumerable.Range(0, n).Select(i => KeyValuePair.Create($"p{i}", (JsonNode?)"v"))])));
        await TakesAsync("bulk", 255, n => Bulk(new JsonObject { ["p"] = new string('v', n) }));
        await TakesAsync("bulk", 255, n => Bulk(new JsonObject { [new string('p', n)] = "v" }));
        await TakesAsync("bulk", 1_000, n => new JsonObject { ["vulnerabilities"] = new JsonArray([.. Enumerable.Range(0, n).Select(i => SecurityWorld.Vulnerability($"v{i}"))]) }.ToJsonString());
        await TakesAsync("linkedWorkspaces/bulk", 100, n => new JsonObject { ["workspaceIds"] = new JsonArray([.. Enumerable.Range(0, n).Select(i => JsonValue.Create($"w{i}"))]) }.ToJsonString());
        await TakesAsync("linkedWorkspaces/bulk", 255, n => new JsonObject { ["workspaceIds"] = new JsonArray(new string('w', n)) }.ToJsonString());
        // 64 levels, of which the object itself is one.
        await TakesAsync("bulk", 63, n => $$"""{"more":{{new string('[', n)}}{{new string(']', n)}},"vulnerabilities":[{{SecurityWorld.Vulnerability("deep").ToJsonString()}}]}""");
        await TakesAsync("bulk", MaxBody, n => SecurityWorld.Bulk(SecurityWorld.Vulnerability("large")).PadRight(n), 413);
        await TakesAsync("linkedWorkspaces/bulk", MaxBody, n => """{"workspaceIds":["large"]}""".PadRight(n), 413);

        // Deep, and valid in everything else: how deep does not matter then.
        var deep = await world.AskAsync(HttpMethod.Post, "bulk", $$"""{"more":{{new string('[', 100_000)}}{{new string(']', 100_000)}},"vulnerabilities":[{{SecurityWorld.Vulnerability("deeper").ToJsonString()}}]}""");
        Assert.Equal(400, deep.Status);
        Assert.Equal(404, (await world.GetAsync("vulnerability/deeper")).Status);

        Assert.Equal(200, (await world.GetAsync($"linkedWorkspaces/{new string('w', 255)}")).Status);
        Assert.Equal(400, (await world.GetAsync($"linkedWorkspaces/{new string('w', 256)}")).Status);
        Assert.Equal(404, (await world.GetAsync($"vulnerability/{new string('w', 255)}")).Status);
        Assert.Equal(400, (await world.GetAsync($"vulnerability/{new string('w', 256)}")).Status);

        async Task TakesAsync(string path, int most, Func<int, string> body, int refusal = 400)
        {
            Assert.Equal(202, (await world.AskAsync(HttpMethod.Post, path, body(most))).Status);
            var refused = await world.AskAsync(HttpMethod.Post, path, body(most + 1));
            Assert.Equal(refusal, refused.Status);
            // A list of errors with a message and an id of the trace, and nothing else.
            var error = Assert.Single(refused.Json.EnumerateArray());
            Assert.Equal(["message", "errorTraceId"], error.EnumerateObject().Select(m => m.Name));
            Assert.NotEmpty(error.GetProperty("message").GetString()!);
        }

        static string Bulk(JsonObject properties) =>
            new JsonObject { ["properties"] = properties, ["vulnerabilities"] = new JsonArray(SecurityWorld.Vulnerability("v")) }.ToJsonString();
    }

    public class OnSqlite(SqliteTestDatabase db) : SecurityLimitContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecurityLimitContract(db), IClassFixture<PostgresTestDatabase>;
}
