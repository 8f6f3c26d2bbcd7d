using System.Net;
using System.Text.Json;
using Fairlead.Client.Access;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>The scanner API of seed 003: settings and explicit access.</summary>
public abstract class ScannerSettingsContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_settings_that_are_given_change()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);

        Assert.Equal("""{"autoScan":false,"logLevelOverride":"WARN"}""", (await world.GetAsync("settings", world.Alice)).Text);
        Assert.Equal("""{"autoScan":true,"logLevelOverride":"WARN"}""", (await PutAsync(world, "settings?autoScan=true")).Text);
        Assert.Equal("""{"autoScan":true,"logLevelOverride":"DEBUG"}""", (await PutAsync(world, "settings?logLevelOverride=DEBUG")).Text);
        Assert.Equal("""{"autoScan":true,"logLevelOverride":"DEBUG"}""", (await PutAsync(world, "settings")).Text);
        foreach (var query in (string[])["autoScan=yes", "logLevelOverride=debug", "logLevelOverride=", "autoScan=false&autoScan=true"])
            Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(world, "settings?" + query)).Status);
        Assert.Equal("""{"autoScan":true,"logLevelOverride":"DEBUG"}""", (await world.GetAsync("settings", world.Alice)).Text);
        Assert.Equal(2, (await world.Host.Client.Operations.ActivityAsync(null, 50, Ct)).Items.Count(a => a.Action == "secrets.settings-changed"));

        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("settings", world.Bot)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(HttpMethod.Put, "settings?autoScan=false", world.Bot)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(HttpMethod.Put, "settings?autoScan=false", await world.TokenAsync(Role.Editor))).Status);
    }

    [Theory]
    [InlineData("USER")]
    [InlineData("GROUP")]
    public async Task Explicit_access_opens_what_Jira_shows_and_the_list_changes_as_a_whole(string type)
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var (bot, everybody) = (edition == SandboxEdition.Cloud ? world.Sandbox.Accounts.AccountId : "JIRAUSER10100", "jira-software-users");
        world.Sandbox.State.RemovePermission("ADMINISTER_PROJECTS");
        Assert.Equal("[]", (await world.GetAsync("settings/entity-permissions", world.Alice)).Text);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("project/SEC", world.Bot)).Status);

        // As curl sends it without a type of its own.
        var given = $$"""[{ "type": "{{type}}", "idOrKey": "{{(type == "USER" ? bot : everybody)}}"}]""";
        var put = await world.AskAsync(HttpMethod.Put, "settings/entity-permissions", world.Alice, given, "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.OK, put.Status);
        Assert.Equal(JsonSerializer.Serialize(new[] { new { type, idOrKey = type == "USER" ? bot : everybody } }), put.Text);
        foreach (var path in (string[])["project/SEC", "settings", "rules", "settings/entity-permissions"])
            Assert.Equal(HttpStatusCode.OK, (await world.GetAsync(path, world.Bot)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync("scan/all", world.Bot)).Status);
        world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "SEC");
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("project/SEC", world.Bot)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("project/OPS", world.Bot)).Status);

        // What is not right leaves the list as it was; so does taking one's own access away.
        string[] wrong =
        [
            """[{"type":"USER","idOrKey":"nobody-here"}]""", """[{"type":"GROUP","idOrKey":"no-such-group"}]""", """[{"type":"TEAM","idOrKey":"x"}]""", """[{"type":"USER"}]""", "[null]",
            given.Replace("]", "," + given[1..], StringComparison.Ordinal), "[" + string.Join(',', Enumerable.Repeat("{}", 1_001)) + "]",
        ];
        foreach (var body in wrong)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PutAsync(world, "settings/entity-permissions", body)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(world, "settings/entity-permissions", "{}")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await world.AskAsync(HttpMethod.Put, "settings/entity-permissions", world.Bot, "[]")).Status);
        Assert.Equal(put.Text, (await world.GetAsync("settings/entity-permissions", world.Alice)).Text);

        Assert.Equal("[]", (await PutAsync(world, "settings/entity-permissions", "[]")).Text);
        if (edition == SandboxEdition.DataCenter)
        {
            // The key of somebody else: whoever has it as a login name now is another one.
            await world.Host.Host.Services.GetRequiredService<Database>().ExecuteAsync(
                SqlText.FromFixedParts("INSERT INTO secret_access (connection_id, kind, name) SELECT id, 1, 'fairlead-bot' FROM connections"), null, Ct);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("project/OPS", world.Bot)).Status);
        Assert.Equal(2, (await world.Host.Client.Operations.ActivityAsync(null, 50, Ct)).Items.Count(a => a.Action == "secrets.access-changed"));
    }

    private static Task<Answer> PutAsync(ScannerWorld world, string path, string? body = null) => world.AskAsync(HttpMethod.Put, path, world.Alice, body);

    [Fact]
    public async Task A_group_is_found_by_its_name_however_many_others_hold_it()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        world.Sandbox.State.AddGroups([.. Enumerable.Range(0, 30).Select(i => $"a-team-{i}"), "team"]);

        Assert.Equal(HttpStatusCode.OK, (await PutAsync(world, "settings/entity-permissions", """[{"type":"GROUP","idOrKey":"team"}]""")).Status);
        var refused = await PutAsync(world, "settings/entity-permissions", """[{"type":"GROUP","idOrKey":"tea"}]""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Jira shows no group", refused.Message, StringComparison.Ordinal);
    }

    public sealed class CloudOnSqlite(SqliteTestDatabase db) : ScannerSettingsContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public sealed class DataCenterOnPostgres(PostgresTestDatabase db) : ScannerSettingsContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
