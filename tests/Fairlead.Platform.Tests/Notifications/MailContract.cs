using Fairlead.Client.Notifications;
using Fairlead.Client.Rules;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;

namespace Fairlead.Platform.Tests.Notifications;

/// <summary>Messages over real SMTP.</summary>
public abstract class MailContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_are_told_by_e_mail()
    {
        await using var mail = await MailServer.StartAsync(Ct);
        await using var world = await StartAsync(mail.Options);
        await world.Receivers.AddAsync(Actor.System, new("team", ReceiverKind.Email, "a@team.example, B Tanaka <b@team.example>"), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("team"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        Assert.Equal(1, await world.Outbox.SendDueAsync(Ct));

        var message = Assert.Single(mail.Messages);
        Assert.Equal(["a@team.example", "b@team.example"], message.To.Mailboxes.Select(m => m.Address));
        Assert.Equal(("Rule bad: 2 findings", "fairlead@team.example"), (message.Subject, message.From.Mailboxes.Single().Address));
        Assert.Contains("critical  <b>worst</b>", message.TextBody);
        Assert.Null(message.HtmlBody);
    }

    [Fact]
    public async Task Without_a_mail_server_the_message_waits_and_says_what_to_set()
    {
        await using var world = await StartAsync();
        await world.Receivers.AddAsync(Actor.System, new("team", ReceiverKind.Email, "a@team.example"), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("team"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        await world.Outbox.SendDueAsync(Ct);

        var message = Assert.Single(await world.MessagesAsync(Ct));
        Assert.Equal(NotificationState.Waiting, message.State);
        Assert.Contains("FAIRLEAD_Notifications__MailHost", message.Problem);
    }

    [Theory]
    [InlineData(1, NotificationState.Sent)]
    [InlineData(2, NotificationState.GivenUp)]
    public async Task An_address_that_is_refused_does_not_keep_the_message_from_others(int refused, NotificationState state)
    {
        await using var mail = await MailServer.StartAsync(Ct);
        mail.Unknown = refused == 1 ? ["b@team.example"] : ["a@team.example", "b@team.example"];
        await using var world = await StartAsync(mail.Options);
        await world.Receivers.AddAsync(Actor.System, new("team", ReceiverKind.Email, "a@team.example,b@team.example"), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("team"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        await world.Outbox.SendDueAsync(Ct);

        Assert.Equal(2 - refused, mail.Messages.Count);
        Assert.Equal(state, Assert.Single(await world.MessagesAsync(Ct)).State);

        // Which are refused, and what the server said, is told while the last message had no other fate.
        var standing = Assert.Single(await world.Receivers.ListAsync(Ct));
        Assert.Matches(refused == 1 ? @"takes nothing for b@team\.example \(5\d\d .+\)\. The other" : @"takes nothing for a@team\.example \(5\d\d .+\), b@team\.example \(5\d\d .+\)$", standing.Problem);
        Assert.Equal(standing.Problem, await world.Receivers.TestAsync(standing.Receiver, Ct));
        mail.Unknown = [];
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await world.Receivers.TestAsync(standing.Receiver, Ct));
        Assert.Null(Assert.Single(await world.Receivers.ListAsync(Ct)).Problem);
    }

    /// <summary>As by a server that wants to see a stranger twice.</summary>
    [Fact]
    public async Task An_address_that_is_refused_for_now_is_tried_again()
    {
        await using var mail = await MailServer.StartAsync(Ct);
        mail.Busy = ["a@team.example"];
        await using var world = await StartAsync(mail.Options);
        await world.Receivers.AddAsync(Actor.System, new("team", ReceiverKind.Email, "a@team.example"), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("team"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        await world.Outbox.SendDueAsync(Ct);
        var message = Assert.Single(await world.MessagesAsync(Ct));
        Assert.Equal(NotificationState.Waiting, message.State);
        Assert.Contains("a@team.example (450 4.2.0 greylisted", message.Problem);

        mail.Busy = [];
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Outbox.SendDueAsync(Ct);
        Assert.Equal(NotificationState.Sent, Assert.Single(await world.MessagesAsync(Ct)).State);
        Assert.Single(mail.Messages);
    }

    [Fact]
    public async Task A_mail_server_that_wants_a_sign_in_is_named()
    {
        await using var mail = await MailServer.StartAsync(Ct, wantsSignIn: true);
        await using var world = await StartAsync(mail.Options);
        await world.Receivers.AddAsync(Actor.System, new("team", ReceiverKind.Email, "a@team.example"), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("team"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        await world.Outbox.SendDueAsync(Ct);

        var message = Assert.Single(await world.MessagesAsync(Ct));
        Assert.Equal(NotificationState.Waiting, message.State);
        Assert.Contains("sign in", message.Problem);
    }

    private static FindingRuleBody Rule(string receiver) => new("bad", new RuleActionsBody(Notify: [receiver]), Enabled: true, Existing: true);

    private async Task<TicketWorld> StartAsync(NotificationOptions? options = null)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, hasRealFindings: true, notifications: options ?? new NotificationOptions { AllowLoopback = true });
        await world.ImportAsync("shop", "title,severity,rule\nright,high,b\n<b>worst</b>,critical,c\n", Ct);
        return world;
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : MailContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : MailContract(db), IClassFixture<PostgresTestDatabase>;
}
