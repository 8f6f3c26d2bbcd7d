using System.Text;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Platform.Tickets.Webhooks;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Limits;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Webhooks that come at a bad moment, of something else, or again after a month.</summary>
public abstract class WebhookFaultsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Jira tells of the issue before it answers the create, or without ever answering it.</summary>
    [Fact]
    public async Task F117_One_of_an_issue_that_is_just_being_made_makes_no_second_link()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(TicketState.Uncertain, Assert.Single(await world.TicketsAsync(Ct)).State);

        await world.HearAsync(issue.Id, Ct, "jira:issue_created");
        world.Sandbox.Faults.Clear();
        await world.ConvergeAsync(Ct);
        await world.HearAsync(issue.Id, Ct, "jira:issue_created");

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((TicketState.Created, issue.Key, 1), (ticket.State, ticket.IssueKey, world.Sandbox.State.IssueCount));
    }

    [Fact]
    public async Task F118_One_of_an_issue_that_is_nobodys_ticket_is_heard_without_a_read()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var before = Assert.Single(await world.TicketsAsync(Ct));
        world.Sandbox.Requests.Clear();

        await world.HearAsync(99_999, Ct);
        await world.HearAsync(99_999, Ct, "jira:issue_deleted");

        Assert.Equal(0, world.Sandbox.Requests.CountOf("POST", "issue/bulkfetch"));
        Assert.Equal(before, Assert.Single(await world.TicketsAsync(Ct)));
    }

    /// <summary>By then it is not known any more that it came; what it says was never believed.</summary>
    [Fact]
    public async Task F115_F122_One_that_is_replayed_after_a_month_changes_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Sandbox.State.Transition(issue.Key, "In Progress");
        await world.HearAsync(issue.Id, Ct);
        await world.HearAsync(issue.Id, Ct, "jira:issue_deleted");
        world.Sandbox.State.Transition(issue.Key, "Done");
        await world.HearAsync(issue.Id, Ct);
        world.Clock.Advance(TimeSpan.FromDays(31));
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("DELETE FROM webhook_events"), null, Ct);

        await world.HearAsync(issue.Id, Ct);
        await world.HearAsync(issue.Id, Ct, "jira:issue_deleted");

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(("Done", IssuePresence.Present), (ticket.Status, ticket.Presence));
    }

    /// <summary>A sprint is closed: five thousand deliveries of a thousand issues, and as many of others'. Jira limits as it does.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, 1)]
    [InlineData(SandboxEdition.DataCenter, 1)]
    public async Task F116_A_burst_is_one_read_of_each_issue_and_within_the_limits(SandboxEdition edition, int reads)
    {
        const int Issues = 1_000;
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition, Limits = SandboxLimits.Atlassian });
        world.Findings.AddMany(Issues);
        while ((await world.RunAsync(Ct)).Outcomes.GetValueOrDefault("applied") < Issues && world.Sandbox.State.IssueCount < Issues)
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ReconcileAsync(Ct);
        var issues = world.Sandbox.State.Issues.ToList();
        issues.ForEach(i => world.Sandbox.State.Transition(i.Key, "Done"));
        var told = Enumerable.Range(0, 5).SelectMany(_ => issues.Select(i => $"{i.Id}").Concat(Enumerable.Range(0, Issues).Select(n => $"{900_000 + n}"))).ToArray();
        new Random(116).Shuffle(told);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.Requests.Clear();
        foreach (var batch in told.Chunk(500))
            await world.DeliverManyAsync(batch, Ct);

        await world.Sync.HearAsync(world.Configuration.Connection, Ct);

        Assert.Equal(reads, world.Sandbox.Requests.CountOf("POST", edition == SandboxEdition.Cloud ? "issue/bulkfetch" : "search"));
        Assert.Equal(reads, world.Sandbox.Requests.Count);
        Assert.DoesNotContain(world.Sandbox.Requests.All, r => r.Status == 429);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal("Done", t.Status));
        world.Sandbox.Requests.Clear();
        await world.Sync.HearAsync(world.Configuration.Connection, Ct);
        Assert.Equal(0, world.Sandbox.Requests.Count);
    }

    /// <summary>The one before counts for a while, to the second; one that is replaced again meanwhile counts no more.</summary>
    [Fact]
    public async Task F123_A_secret_that_was_replaced_counts_until_its_time_is_over()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.TakeWebhooksAsync(Ct);
        var connection = world.Configuration.Connection;
        var before = Assert.Single(await world.Secrets.OfAsync(connection, Ct));
        var now = await RotateAsync();

        // What was read is kept a moment.
        Assert.Equal([now, before], await world.Secrets.OfAsync(connection, Ct));
        world.Clock.Advance(WebhookSecrets.Overlap - TimeSpan.FromMilliseconds(1));
        Assert.Equal([now, before], await world.Secrets.OfAsync(connection, Ct));
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([now], await world.Secrets.OfAsync(connection, Ct));

        var next = await RotateAsync();
        Assert.Equal([next, now], await world.Secrets.OfAsync(connection, Ct));
        Assert.Equal([await RotateAsync(), next], await world.Secrets.OfAsync(connection, Ct));

        async Task<byte[]> RotateAsync() => Encoding.UTF8.GetBytes((await world.Secrets.RotateAsync(Actor.System, connection, "jira", Ct)).Reveal());
    }

    /// <summary>What Jira was answered with 401 it does not send again.</summary>
    [Fact]
    public async Task A_secret_that_another_node_put_in_force_counts_at_once()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.TakeWebhooksAsync(Ct);
        var connection = world.Configuration.Connection;
        await using var other = await world.AnotherNodeAsync(Ct);
        var before = Assert.Single(await other.Secrets.OfAsync(connection, Ct));
        var secret = Encoding.UTF8.GetBytes((await world.Secrets.RotateAsync(Actor.System, connection, "jira", Ct)).Reveal());
        var body = Encoding.UTF8.GetBytes("{}");
        var signature = "sha256=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(secret, body));
        world.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([before], await other.Secrets.OfAsync(connection, Ct));
        using var sent = new MemoryStream(body);
        var received = (await ReceivedWebhook.ReadAsync(sent, body.Length, signature, [before], Ct))!;
        Assert.False(received.IsSigned);
        Assert.True(received.With(await other.Secrets.AgainAsync(connection, Ct), signature).IsSigned);
        Assert.False(received.With(await other.Secrets.AgainAsync(connection, Ct), signature.Replace('a', 'b').Replace('1', '2')).IsSigned);

        // Whoever signs wrongly again and again does not ask the database each time.
        var known = await other.Secrets.OfAsync(connection, Ct);
        Assert.Same(known, await other.Secrets.AgainAsync(connection, Ct));
    }

    /// <summary>A connection that is disabled for weeks keeps no events for good.</summary>
    [Fact]
    public async Task What_nobody_heard_for_a_week_is_forgotten()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.DeliverManyAsync(["10000"], Ct);
        world.Clock.Advance(TimeSpan.FromDays(6));
        await world.DeliverManyAsync(["10001"], Ct);
        world.Clock.Advance(TimeSpan.FromDays(2));
        var store = new WebhookStore(world.Database, new EventLog(world.Database, world.Clock), world.Clock);

        await store.ForgetAsync(world.Clock.GetUtcNow().AddDays(-30), world.Clock.GetUtcNow().AddDays(-7), Ct);

        Assert.Equal("10001", Assert.Single(await store.UnheardAsync(world.Configuration.Connection, 10, Ct)).IssueId);
    }

    public class OnSqlite(SqliteTestDatabase db) : WebhookFaultsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WebhookFaultsContract(db), IClassFixture<PostgresTestDatabase>;
}
