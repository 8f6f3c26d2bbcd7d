using Fairlead.Client;
using Fairlead.Client.Secrets;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>Masking, telling authors and allowing, over HTTP.</summary>
public abstract class SecretActingContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_masked_and_put_back_where_that_is_on()
    {
        await using var world = await StartAsync();
        var token = ScannerWorld.Token("masked");
        var (key, secret) = await OneAsync(world, token);

        var shown = await Secrets(world).PreviewMaskAsync(secret.Id, Ct);
        Assert.Equal(("[secret removed: npm-token]", "possible"), (shown.Replacement, Assert.Single(shown.Places).State));
        Assert.Equal("masked", Assert.Single((await Secrets(world).MaskAsync(secret.Id, Ct)).Places).State);
        Assert.DoesNotContain(token, Description(world, key), StringComparison.Ordinal);
        Assert.Equal("restored", Assert.Single((await Secrets(world).UnmaskAsync(secret.Id, Ct)).Places).State);
        Assert.Contains(token, Description(world, key), StringComparison.Ordinal);
        Assert.Empty((await Secrets(world).UnmaskAsync(secret.Id, Ct)).Places);
        Assert.Equal(["secrets.unmasked", "secrets.masked"], (await world.Host.Client.Operations.ActivityAsync(null, 100, Ct)).Items.Select(a => a.Action).Where(a => a.EndsWith("masked", StringComparison.Ordinal)).Take(2));
    }

    [Fact]
    public async Task An_author_is_told_where_an_administrator_turned_it_on()
    {
        await using var world = await StartAsync();
        var token = ScannerWorld.Token("told");
        var (_, secret) = await OneAsync(world, token);
        Assert.Equal(409, (await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).SayNoticeAsync(secret.Id, Ct))).Problem.Status);

        await Secrets(world).SetNoticesAsync(new("team", On: true, "SEC"), Ct);
        var setting = Assert.Single(await Secrets(world).NoticeSettingsAsync("team", Ct));
        Assert.Equal(("SEC", true, "local command line"), (setting.Project, setting.On, setting.SetBy));
        var shown = Assert.Single((await Secrets(world).PreviewNoticeAsync(secret.Id, Ct)).Notices);
        Assert.Equal("possible", shown.State);
        Assert.DoesNotContain(token[4..], shown.Text, StringComparison.Ordinal);
        Assert.Equal("said", Assert.Single((await Secrets(world).SayNoticeAsync(secret.Id, Ct)).Notices).State);
        var again = Assert.Single((await Secrets(world).SayNoticeAsync(secret.Id, Ct)).Notices);
        Assert.Equal(("said", null), (again.State, again.Text));
        Assert.Contains(
            (await world.Host.Client.Operations.ActivityAsync(null, 100, Ct)).Items,
            a => a.Action == "secrets.notice-said" && a.Subject == secret.Id.ToString() && !a.Summary.Contains(token[4..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_allowed_is_told_again_once_the_entry_is_removed()
    {
        await using var world = await StartAsync();
        var token = ScannerWorld.Token("allowed");
        await OneAsync(world, token);
        var entry = Assert.Single(await Secrets(world).AllowAsync(new("from the manual", token, Connection: "team", Project: "SEC"), Ct));
        Assert.Equal(("team", "SEC", "npm_…(40)", false), (entry.Connection, entry.Project, entry.Masked, entry.Expired));
        Assert.Equal(0, await FoundAsync(world));

        Assert.Equal("/reason", Assert.Single((await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).AllowAsync(new("", token), Ct))).Problem.Errors!).Pointer);
        await Secrets(world).DisallowAsync(entry.Id, Ct);
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).DisallowAsync(entry.Id, Ct))).Problem.Status);
        Assert.Equal(1, await FoundAsync(world));
        Assert.DoesNotContain(token[4..], await world.Host.Http.GetStringAsync("api/v1/activity", Ct), StringComparison.Ordinal);
    }

    private static SecretsClient Secrets(TicketsWorld world) => world.Host.Client.Secrets;

    private static string Description(TicketsWorld world, string key) => world.Sandbox.State.Issues.Single(issue => issue.Key == key).Fields["description"]!.ToString();

    private static async Task<int> FoundAsync(TicketsWorld world)
    {
        await Secrets(world).AskAsync(new("team", "SEC"), Ct);
        await Secrets(world).RunAsync(Ct);
        return (await Secrets(world).FindingsAsync("team", "SEC", null, null, 0, 100, Ct)).Values.Count;
    }

    private static async Task<(string Key, SecretFindingResponse Secret)> OneAsync(TicketsWorld world, string token)
    {
        var key = world.Sandbox.State.Create("SEC", "Task", "one", fields: $$"""{"description": "use {{token}} there"}""").Key;
        Assert.Equal(1, await FoundAsync(world));
        return (key, Assert.Single((await Secrets(world).FindingsAsync("team", "SEC", null, null, 0, 100, Ct)).Values));
    }

    private Task<TicketsWorld> StartAsync() => TicketsWorld.StartAsync(
        databases, settings: new() { ["SecretScanning:JobsEnabled"] = "false", ["Tickets:Sync:JobsEnabled"] = "false", ["SecretScanning:MasksInJira"] = "true" });

    public class OnSqlite(SqliteTestDatabase db) : SecretActingContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecretActingContract(db), IClassFixture<PostgresTestDatabase>;
}
