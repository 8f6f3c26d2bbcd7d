using System.Text.Json.Nodes;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>What the schema of the API does not allow: refused as a whole, or the failure of one vulnerability.</summary>
public abstract class SecurityBadInputContract(TestDatabase databases)
{
    /// <summary>A member of a vulnerability, a value that it must not have, and what is told.</summary>
    public static TheoryData<string, string?, string> WrongMembers { get; } = new()
    {
        { "schemaVersion", "\"1.1\"", "schemaVersion: must be one of 1.0" },
        { "schemaVersion", null, "schemaVersion: is required" },
        { "updateSequenceNumber", "\"1\"", "updateSequenceNumber: must be a whole number of 64 bits" },
        { "updateSequenceNumber", "1.5", "updateSequenceNumber: must be a whole number of 64 bits" },
        { "updateSequenceNumber", "5.5e0", "updateSequenceNumber: must be a whole number of 64 bits" },
        { "updateSequenceNumber", "1e400", "updateSequenceNumber: must be a whole number of 64 bits" },
        { "updateSequenceNumber", "1e-400", "updateSequenceNumber: must be a whole number of 64 bits" },
        { "associationsUpdateSequenceNumber", "0.5", "associationsUpdateSequenceNumber: must be a whole number of 64 bits" },
        { "updateSequenceNumber", "9223372036854775808", "updateSequenceNumber: must be a whole number of 64 bits" },
        { "containerId", "\"a//b\"", "containerId: must consist of" },
        { "containerId", "\"a b\"", "containerId: must consist of" },
        { "containerId", "7", "containerId: must be a string" },
        { "displayName", "null", "displayName: must be a string" },
        { "displayName", "$256", "displayName: must have at most 255 characters, has 256" },
        { "description", "$5001", "description: must have at most 5000 characters, has 5001" },
        { "url", "\"javascript:alert(1)\"", "url: must be an absolute http or https address" },
        { "url", "\" https://x.example/a b \"", "url: must be an absolute http or https address" },
        { "url", "\"/relative\"", "url: must be an absolute http or https address" },
        { "type", "\"secret\"", "type: must be one of sca, sast, dast, unknown" },
        { "type", "\"SCA\"", "type: must be one of sca, sast, dast, unknown" },
        { "introducedDate", "\"2026-01-31\"", "introducedDate: must be a date with time and offset" },
        { "lastUpdated", "\"2026-02-30T00:00:00Z\"", "lastUpdated: must be a date with time and offset" },
        { "lastUpdated", "1769851800000", "lastUpdated: must be a date with time and offset" },
        { "severity", "\"high\"", "severity: must be an object" },
        { "severity", "{}", "severity.level: is required" },
        { "severity", "{\"level\":\"informational\"}", "severity.level: must be one of critical, high, medium, low, unknown" },
        { "status", "\"fixed\"", "status: must be one of open, closed, ignored, unknown" },
        { "identifiers", "[]", "identifiers: must be a list of 1 to 100 objects" },
        { "identifiers", "[{\"displayName\":\"CVE\"}]", "identifiers[0].url: is required" },
        { "additionalInfo", "{\"url\":\"https://x.example\"}", "additionalInfo.content: is required" },
        { "addAssociations", "[{},{}]", "addAssociations: must be a list of at most one association" },
        { "addAssociations", "[{\"associationType\":\"serviceIdOrKeys\",\"values\":[\"a\"]}]", "addAssociations[0].associationType: must be issueIdOrKeys" },
        { "removeAssociations", "[{\"associationType\":\"issueIdOrKeys\",\"values\":[]}]", "removeAssociations[0].values: must be a list of 1 to 500" },
        { "addAssociations", "[{\"associationType\":\"issueIdOrKeys\",\"values\":[7]}]", "addAssociations[0].values: each must be a string" },
        { "cvss", "9.8", "cvss: is not a member of a vulnerability" },
    };

    /// <summary>A whole request, and what is told.</summary>
    public static TheoryData<string, string> WrongRequests { get; } = new()
    {
        { "", "is not JSON" },
        { "\uFEFF{}", "byte order mark (BOM)" },
        { "{", "is not JSON" },
        { "[]", "must be a JSON object" },
        { "{}", "vulnerabilities: must be a list" },
        { "{\"vulnerabilities\":[]}", "vulnerabilities: must have 1 to 1000 items, has 0" },
        { "{\"vulnerabilities\":[7]}", "vulnerabilities[0]: must be an object with an id" },
        { "{\"vulnerabilities\":[{\"displayName\":\"x\"}]}", "vulnerabilities[0]: must be an object with an id" },
        { "{\"vulnerabilities\":[{\"id\":\"a\",\"id\":\"b\"}]}", "twice in one object" },
        { "{\"operationType\":\"scan\",\"vulnerabilities\":[{\"id\":\"a\"}]}", "operationType: must be one of NORMAL, SCAN, BACKFILL" },
        { "{\"properties\":{\"a:b\":\"c\"},\"vulnerabilities\":[{\"id\":\"a\"}]}", "must not contain ':'" },
        { "{\"properties\":{\"_a\":\"c\"},\"vulnerabilities\":[{\"id\":\"a\"}]}", "nor begin with '_'" },
        { "{\"properties\":{\"jwt\":\"1\"},\"vulnerabilities\":[{\"id\":\"a\"}]}", "must not be empty or jwt" },
        { "{\"properties\":{\"Jwt\":\"1\"},\"vulnerabilities\":[{\"id\":\"a\"}]}", "must not be empty or jwt" },
        { $"{{\"properties\":{{\"{new string('a', 256)}\":\"c\"}},\"vulnerabilities\":[{{\"id\":\"a\"}}]}}", "a name must have at most 255 characters, has 256" },
        { "{\"properties\":{\"a\":1},\"vulnerabilities\":[{\"id\":\"a\"}]}", "must be a string" },
        { "{\"properties\":{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\",\"d\":\"1\",\"e\":\"1\",\"f\":\"1\"},\"vulnerabilities\":[{\"id\":\"a\"}]}", "at most 5 members, has 6" },
        { "{\"providerMetadata\":{\"product\":7},\"vulnerabilities\":[{\"id\":\"a\"}]}", "providerMetadata.product: must be a string" },
    };

    [Theory]
    [MemberData(nameof(WrongMembers))]
    public async Task A_wrong_member_fails_its_vulnerability_alone(string member, string? value, string told)
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var wrong = SecurityWorld.Vulnerability("wrong");
        wrong.Remove(member);
        if (value is not null)
            wrong[member] = value[0] == '$' ? new string('x', int.Parse(value[1..], System.Globalization.CultureInfo.InvariantCulture)) : JsonNode.Parse(value);

        var answer = await world.SubmitAsync(wrong, SecurityWorld.Vulnerability("sound"));

        Assert.Equal(202, answer.Status);
        Assert.Equal("sound", Assert.Single(answer.Json.GetProperty("acceptedVulnerabilities").EnumerateArray()).GetString());
        var error = Assert.Single(answer.Json.GetProperty("failedVulnerabilities").GetProperty("wrong").EnumerateArray());
        Assert.StartsWith(told, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(404, (await world.GetAsync("vulnerability/wrong")).Status);
        Assert.Equal(200, (await world.GetAsync("vulnerability/sound")).Status);
    }

    [Theory]
    [MemberData(nameof(WrongRequests))]
    public async Task A_wrong_request_is_refused_as_a_whole(string body, string told)
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var answer = await world.AskAsync(HttpMethod.Post, "bulk", body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(told, Assert.Single(answer.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"workspaceIds\":[]}")]
    [InlineData("{\"workspaceIds\":[\"a b\"]}")]
    [InlineData("{\"workspaceIds\":[\"/a\"]}")]
    [InlineData("{\"workspaceIds\":[null]}")]
    [InlineData("{\"workspaceIds\":[\".\"]}")]
    [InlineData("{\"workspaceIds\":[\"..\"]}")]
    public async Task Wrong_workspaces_are_refused_and_none_is_linked(string body)
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        Assert.Equal(400, (await world.AskAsync(HttpMethod.Post, "linkedWorkspaces/bulk", body)).Status);
        Assert.Equal("""{"workspaceIds":[]}""", (await world.GetAsync("linkedWorkspaces")).Text);
    }

    [Fact]
    public async Task Numbers_depth_and_bytes_have_limits()
    {
        await using var world = await SecurityWorld.StartAsync(databases, new() { ["SecurityInformation:MaxBodyBytes"] = "2097152" });
        Assert.Equal(202, (await world.SubmitAsync([.. Enumerable.Range(0, 1000).Select(i => SecurityWorld.Vulnerability($"v{i}"))])).Status);
        Assert.Equal(400, (await world.SubmitAsync([.. Enumerable.Range(0, 1001).Select(i => SecurityWorld.Vulnerability($"v{i}"))])).Status);
        Assert.Equal(400, (await world.AskAsync(HttpMethod.Post, "bulk", new string('[', 100) + new string(']', 100))).Status);

        var large = await world.AskAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("v")) + new string(' ', 2_097_152));
        Assert.Equal(413, large.Status);
        Assert.NotEmpty(large.Errors);
    }

    [Fact]
    public async Task An_id_that_is_a_number_fails_by_that_number()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var wrong = SecurityWorld.Vulnerability("");
        wrong["id"] = 7;
        Assert.True((await world.SubmitAsync(wrong)).Json.GetProperty("failedVulnerabilities").TryGetProperty("7", out _));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_no_address_can_name_fails_and_those_that_look_like_it_can_be_read_and_deleted(string dots)
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var alike = $"a/{dots}/b";
        var answer = await world.SubmitAsync(SecurityWorld.Vulnerability(dots), SecurityWorld.Vulnerability(alike), SecurityWorld.Vulnerability("..."));

        Assert.Equal([alike, "..."], answer.Json.GetProperty("acceptedVulnerabilities").EnumerateArray().Select(a => a.GetString()));
        var told = Assert.Single(answer.Json.GetProperty("failedVulnerabilities").EnumerateObject());
        Assert.Equal((dots, "id: must not be . or .., which no address can name"), (told.Name, told.Value[0].GetProperty("message").GetString()));
        Assert.Equal(200, (await world.GetAsync($"vulnerability/{Uri.EscapeDataString(alike)}")).Status);
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, $"vulnerability/{Uri.EscapeDataString(alike)}")).Status);
        Assert.Equal(404, (await world.GetAsync($"vulnerability/{Uri.EscapeDataString(alike)}")).Status);
    }

    [Theory]
    [InlineData("GET", "nothing", 404, "There is nothing at this address.")]
    [InlineData("GET", "", 404, "There is nothing at this address.")]
    [InlineData("PUT", "bulk", 405, "This address does not answer to 'PUT'.")]
    [InlineData("POST", "vulnerability/v", 405, "This address does not answer to 'POST'.")]
    public async Task Where_there_is_nothing_the_answer_has_the_shape_of_the_API(string method, string path, int status, string told)
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var answer = await world.AskAsync(new HttpMethod(method), path);

        Assert.Equal((status, told), (answer.Status, Assert.Single(answer.Errors)));
    }

    [Theory]
    [InlineData("v", null)]
    [InlineData("7", 7)]
    public async Task Of_one_id_all_are_stored_or_none(string id, int? wrongId)
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        foreach (var isWrongFirst in (bool[])[false, true])
        {
            var (right, wrong) = (SecurityWorld.Vulnerability(id), SecurityWorld.Vulnerability(id, 2));
            if (wrongId is { } number)
                wrong["id"] = number;
            else
                wrong["severity"] = "grave";

            var answer = isWrongFirst ? await world.SubmitAsync(wrong, right, SecurityWorld.Vulnerability("w")) : await world.SubmitAsync(right, wrong, SecurityWorld.Vulnerability("w"));

            Assert.Equal("[\"w\"]", answer.Json.GetProperty("acceptedVulnerabilities").GetRawText());
            var told = Assert.Single(answer.Json.GetProperty("failedVulnerabilities").EnumerateObject());
            Assert.Equal((id, 2), (told.Name, told.Value.GetArrayLength()));
            Assert.Contains("of one id all are stored or none", told.Value[1].GetProperty("message").GetString());
            Assert.Equal(404, (await world.GetAsync($"vulnerability/{id}")).Status);
        }
    }

    public class OnSqlite(SqliteTestDatabase db) : SecurityBadInputContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecurityBadInputContract(db), IClassFixture<PostgresTestDatabase>;
}
