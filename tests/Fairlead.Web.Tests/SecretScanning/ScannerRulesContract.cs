using System.Net;
using System.Text.Json;
using Fairlead.Client.Access;
using Fairlead.Sandbox;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>The scanner API of seed 003: reviews and rules.</summary>
public abstract class ScannerRulesContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_said_of_an_exact_text_holds_in_its_project_alone_until_it_is_taken_back()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        string[] tokens = [ScannerWorld.Token("a"), ScannerWorld.Token("b")];
        foreach (var project in (string[])["SEC", "OPS"])
        {
            world.Sandbox.State.Create(project, "Task", $"{tokens[0]} and {tokens[1]}");
            await world.ScanAsync(project);
        }

        Assert.True((await world.PostAsync("review/project/SEC/create", world.Bot, Body(tokens[0], "NPM_TOKEN"))).Json.GetProperty("reviewed").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync("review/project/SEC/create", world.Bot, Body(tokens[0], "npm-token"))).Status);
        Assert.Equal((2, 1, 1), (await TotalAsync(world, "SEC", ""), await TotalAsync(world, "SEC", "&reviewed=true"), await TotalAsync(world, "SEC", "&reviewed=false")));
        Assert.Equal(0, await TotalAsync(world, "OPS", "&reviewed=true"));
        var reviewed = Assert.Single((await world.GetAsync("project/SEC?reviewed=true", world.Alice)).Json.GetProperty("values").EnumerateArray());
        Assert.Equal("Fairlead Bot", reviewed.GetProperty("reviewedBy").GetString());

        foreach (var path in (string[])["review/project/SEC/delete", "review/space/SEC/delete", "review/space/SEC/delete"])
        {
            Assert.Equal(HttpStatusCode.OK, (await world.PostAsync("review/project/SEC/create", world.Bot, Body(tokens[0], "NPM_TOKEN"))).Status);
            Assert.False((await world.PostAsync(path, world.Bot, Body(tokens[0], null))).Json.GetProperty("reviewed").GetBoolean());
            Assert.Equal(0, await TotalAsync(world, "SEC", "&reviewed=true"));
        }

        // Of a text that is not there yet, and again of the same when nobody had said anything.
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync("review/project/SEC/create", world.Bot, Body("not found anywhere", "NPM_TOKEN"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync("review/project/SEC/delete", world.Bot, Body("nobody said so", null))).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync("review/project/SEC/create", world.Bot, Body(tokens[1], "NPM_TOKEN"))).Status);
        foreach (var path in (string[])["review/project/SEC", "review/project/SEC?confirm=TRUE", "review/project/SEC?confirm=false"])
            Assert.Equal(HttpStatusCode.BadRequest, (await world.AskAsync(HttpMethod.Delete, path, world.Bot)).Status);
        Assert.Equal(2, (await world.AskAsync(HttpMethod.Delete, "review/project/SEC?confirm=true", world.Bot)).Json.GetProperty("deleted").GetInt32());
        Assert.Equal(0, await TotalAsync(world, "SEC", "&reviewed=true"));
        Assert.All((await world.Host.Client.Operations.ActivityAsync(null, 50, Ct)).Items, a => Assert.All(tokens, token => Assert.DoesNotContain(token[4..], a.Summary, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"ruleName":"NPM_TOKEN"}""", 422)]
    [InlineData("""{"matchText":"","ruleName":"NPM_TOKEN"}""", 422)]
    [InlineData("""{"matchText":"x"}""", 422)]
    [InlineData("""{"matchText":"x","ruleName":"NO_SUCH"}""", 404)]
    [InlineData("""{"matchText":5,"ruleName":"NPM_TOKEN"}""", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("{", 400)]
    [InlineData("", 400)]
    public async Task A_review_that_makes_no_sense_is_refused(string body, int status)
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);

        Assert.Equal(status, (int)(await world.PostAsync("review/project/SEC/create", world.Alice, body)).Status);
        Assert.Equal(413, (int)(await world.PostAsync("review/project/SEC/create", world.Alice, Body(new string('x', 1 << 20), "NPM_TOKEN"))).Status);
        Assert.Equal(0, (await world.AskAsync(HttpMethod.Delete, "review/project/SEC?confirm=true", world.Alice)).Json.GetProperty("deleted").GetInt32());
    }

    [Fact]
    public async Task A_rule_that_is_switched_off_finds_nothing_and_what_was_scanned_is_out_of_date()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        world.Sandbox.State.Create("SEC", "Task", $"see {ScannerWorld.Token("a")}");
        await world.ScanAsync("SEC");
        Assert.Equal(("UP_TO_DATE", true, true), (await world.GetAsync("project/SEC", world.Alice)).Standing);
        Assert.Equal(1, await TotalAsync(world, "SEC", ""));
        var before = await RuleAsync(world);
        Assert.Equal((true, true), (before.GetProperty("enabled").GetBoolean(), before.GetProperty("builtIn").GetBoolean()));

        Assert.False((await world.AskAsync(HttpMethod.Put, "rules/built-in/NPM_TOKEN?enabled=false", world.Alice)).Json.GetProperty("enabled").GetBoolean());
        Assert.False((await RuleAsync(world)).GetProperty("enabled").GetBoolean());
        Assert.Equal(("OUTDATED", true, false), (await world.GetAsync("project/SEC", world.Alice)).Standing);
        await world.ScanAsync("SEC");
        Assert.Equal(("UP_TO_DATE", true, true), (await world.GetAsync("project/SEC", world.Alice)).Standing);
        Assert.Equal(0, await TotalAsync(world, "SEC", ""));

        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(HttpMethod.Put, "rules/built-in/npm-token?enabled=true", world.Alice)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(HttpMethod.Put, "rules/built-in/NPM_TOKEN?enabled=true", world.Alice)).Status);
        await world.ScanAsync("SEC");
        Assert.Equal(1, await TotalAsync(world, "SEC", ""));
        var switched = (await world.Host.Client.Operations.ActivityAsync(null, 50, Ct)).Items.Where(a => a.Action == "secrets.rule-switched");
        Assert.Equal(["npm-token", "npm-token"], switched.Select(a => a.Subject));
    }

    [Fact]
    public async Task Rules_belong_to_administrators()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);

        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("rules", world.Bot)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(HttpMethod.Put, "rules/built-in/NPM_TOKEN?enabled=false", world.Bot)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(HttpMethod.Put, "rules/built-in/NPM_TOKEN?enabled=false", await world.TokenAsync(Role.Editor))).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("rules", await world.TokenAsync(Role.Viewer))).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(HttpMethod.Put, "rules/built-in/NPM_TOKEN?enabled=true", await world.TokenAsync(Role.Administrator))).Status);
        foreach (var (path, status) in ((string, int)[])[
            ("NO_SUCH?enabled=true", 404), ("NPM_TOKEN?enabled=1", 400), ("NPM_TOKEN", 400), ("a%2Fb?enabled=true", 404), (new string('A', 300) + "?enabled=true", 404)])
        {
            Assert.Equal(status, (int)(await world.AskAsync(HttpMethod.Put, "rules/built-in/" + path, world.Alice)).Status);
        }
    }

    private static string Body(string text, string? rule) => JsonSerializer.Serialize(new { matchText = text, ruleName = rule });

    private static async Task<int> TotalAsync(ScannerWorld world, string project, string filter) =>
        (await world.GetAsync($"project/{project}?start=0{filter}", world.Alice)).Json.GetProperty("total").GetInt32();

    private static async Task<JsonElement> RuleAsync(ScannerWorld world) =>
        Assert.Single((await world.GetAsync("rules", world.Alice)).Json.EnumerateArray(), rule => rule.GetProperty("name").GetString() == "NPM_TOKEN");

    public sealed class CloudOnSqlite(SqliteTestDatabase db) : ScannerRulesContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public sealed class DataCenterOnPostgres(PostgresTestDatabase db) : ScannerRulesContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
