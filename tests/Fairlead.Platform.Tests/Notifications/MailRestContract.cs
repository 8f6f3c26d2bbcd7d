using Fairlead.Client.Notifications;
using Fairlead.Client.Rules;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;

namespace Fairlead.Platform.Tests.Notifications;

/// <summary>An e-mail to several addresses of which some have it: the others get it later, and nobody gets it twice.</summary>
public abstract class MailRestContract(TestDatabase databases)
{
    private const string All = "a@team.example,b@team.example,c@team.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>As by a server that wants to see a stranger twice. Another process goes on with it.</summary>
    [Fact]
    public async Task Addresses_that_refuse_for_now_get_the_same_message_later_and_the_others_do_not()
    {
        await using var mail = await MailServer.StartAsync(Ct);
        mail.Busy = ["b@team.example", "c@team.example"];
        await using var world = await StartAsync(mail);

        Assert.Equal(0, await world.Outbox.SendDueAsync(Ct));

        var waiting = Assert.Single(await world.MessagesAsync(Ct));
        Assert.Equal((NotificationState.Waiting, world.Clock.GetUtcNow().AddSeconds(30)), (waiting.State, waiting.DueAt));
        Assert.Matches(@"takes nothing for b@team\.example \(450 .+\), c@team\.example \(450 .+\)\. The other addresses were told; where", Assert.Single(await world.Receivers.ListAsync(Ct)).Waiting!.Problem);

        mail.Busy = ["c@team.example"];
        await using var other = await world.AnotherNodeAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, await other.Outbox.SendDueAsync(Ct));
        Assert.Equal(world.Clock.GetUtcNow().AddMinutes(2), Assert.Single(await world.MessagesAsync(Ct)).DueAt);
        mail.Busy = [];
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await world.Outbox.SendDueAsync(Ct));

        Assert.Equal([["a@team.example"], ["b@team.example"], ["c@team.example"]], mail.Envelopes);
        Assert.Single(mail.Messages.Select(m => m.MessageId).Distinct());
        Assert.All(mail.Messages, m => Assert.Equal(3, m.To.Mailboxes.Count()));
        var sent = Assert.Single(await world.MessagesAsync(Ct));
        Assert.Equal((NotificationState.Sent, null), (sent.State, sent.Problem));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await world.Outbox.SendDueAsync(Ct));
    }

    [Fact]
    public async Task An_address_that_refuses_for_good_is_not_asked_again_and_stays_named()
    {
        await using var mail = await MailServer.StartAsync(Ct);
        (mail.Unknown, mail.Busy) = (["b@team.example"], ["c@team.example"]);
        await using var world = await StartAsync(mail);
        await world.Outbox.SendDueAsync(Ct);
        (mail.Unknown, mail.Busy) = ([], []);
        world.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(1, await world.Outbox.SendDueAsync(Ct));

        Assert.Equal([["a@team.example"], ["c@team.example"]], mail.Envelopes);
        Assert.Equal(NotificationState.Sent, Assert.Single(await world.MessagesAsync(Ct)).State);
        Assert.Matches(@"takes nothing for b@team\.example \(5\d\d [^,]+\)\. The other addresses were told\.", Assert.Single(await world.Receivers.ListAsync(Ct)).Problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_some_have_counts_as_sent_when_the_others_refuse_it_in_the_end(bool isForGood)
    {
        await using var mail = await MailServer.StartAsync(Ct);
        mail.Busy = ["b@team.example", "c@team.example"];
        await using var world = await StartAsync(mail);
        await world.Outbox.SendDueAsync(Ct);
        if (isForGood)
            (mail.Unknown, mail.Busy) = (["b@team.example", "c@team.example"], []);

        var attempts = 1;
        while (Assert.Single(await world.MessagesAsync(Ct)) is { State: NotificationState.Waiting } waiting)
        {
            world.Clock.Advance(waiting.DueAt - world.Clock.GetUtcNow());
            await world.Outbox.SendDueAsync(Ct);
            attempts++;
        }

        Assert.Equal([["a@team.example"]], mail.Envelopes);
        Assert.Equal(NotificationState.Sent, Assert.Single(await world.MessagesAsync(Ct)).State);
        Assert.Contains("takes nothing for b@team.example", Assert.Single(await world.Receivers.ListAsync(Ct)).Problem);
        if (isForGood)
            Assert.Equal(2, attempts);
        else
            Assert.InRange(attempts, 10, 14);
    }

    /// <summary>The server is away while the rest waits: who has the message is not told again once it is back.</summary>
    [Fact]
    public async Task A_server_that_goes_away_in_between_costs_nobody_the_message()
    {
        await using var mail = await MailServer.StartAsync(Ct);
        mail.Busy = ["c@team.example"];
        await using var world = await StartAsync(mail);
        await world.Outbox.SendDueAsync(Ct);
        mail.IsAway = true;
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await world.Outbox.SendDueAsync(Ct);
        Assert.Equal(NotificationState.Waiting, Assert.Single(await world.MessagesAsync(Ct)).State);

        (mail.IsAway, mail.Busy) = (false, []);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await world.Outbox.SendDueAsync(Ct));

        Assert.Equal([["a@team.example", "b@team.example"], ["c@team.example"]], mail.Envelopes);
    }

    private async Task<TicketWorld> StartAsync(MailServer mail)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, hasRealFindings: true, notifications: mail.Options);
        await world.ImportAsync("shop", "title,severity,rule\nright,high,b\n", Ct);
        await world.Receivers.AddAsync(Actor.System, new("team", ReceiverKind.Email, All), Ct);
        await world.Rules.PutAsync(Actor.System, new("bad", new RuleActionsBody(Notify: ["team"]), Enabled: true, Existing: true), Ct);
        await world.RuleRuns.RunAsync(Ct);
        return world;
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : MailRestContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : MailRestContract(db), IClassFixture<PostgresTestDatabase>;
}
