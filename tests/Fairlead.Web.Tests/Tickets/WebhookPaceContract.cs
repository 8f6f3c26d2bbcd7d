using System.Diagnostics;
using System.Globalization;
using Fairlead.Sandbox.Webhooks;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>Many issues change at once, as after a bulk move of Fairlead's own or of somebody in Jira.</summary>
public abstract class WebhookPaceContract(TestDatabase databases)
{
    private const int Issues = 60;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhooks_that_come_one_after_the_other_are_read_together()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync([.. Enumerable.Range(1, Issues).Select(i => string.Create(CultureInfo.InvariantCulture, $"a-{i},high,CVE-{i}"))]);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        Assert.Equal(Issues, world.Sandbox.State.IssueCount);
        var made = await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct);
        world.Sandbox.Webhooks.Register(new SandboxWebhook(new Uri(world.Host.BaseAddress, made.Webhook.Path)) { Secret = made.Secret });
        world.Sandbox.Requests.Clear();

        var began = Stopwatch.GetTimestamp();
        foreach (var issue in world.Sandbox.State.Issues)
        {
            world.Sandbox.State.Transition(issue.Key, "In Progress");
            await world.Sandbox.Webhooks.WhenSentAsync(Ct);
        }

        await TicketsWorld.UntilAsync(async () => await world.ChangeAsync("UPDATE webhook_events SET kind = kind WHERE heard_at IS NOT NULL") >= Issues);
        // However long that took: not more than two and a half times in a second, and the first at once.
        var most = 2 + (int)(2.5 * Stopwatch.GetElapsedTime(began).TotalSeconds);
        Assert.InRange(world.Sandbox.Requests.CountOf("POST", "issue/bulkfetch"), 1, most);
    }

    public class OnSqlite(SqliteTestDatabase db) : WebhookPaceContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WebhookPaceContract(db), IClassFixture<PostgresTestDatabase>;
}
