using System.Net;
using System.Text.Json;
using Fairlead.Client.Notifications;
using Fairlead.Client.Rules;
using Fairlead.Kernel;
using Fairlead.Platform.Http;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Notifications.Sending;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;

namespace Fairlead.Platform.Tests.Notifications;

/// <summary>Messages over real HTTP and SMTP.</summary>
public abstract class NotificationContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_is_told_once_and_can_check_who_says_it()
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start();
        var (_, secret) = await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall"), Ct);

        Assert.Equal(2, await world.RuleRuns.RunAsync(Ct));
        Assert.Empty(hook.Requests);
        Assert.Equal(1, await world.Outbox.SendDueAsync(Ct));
        Assert.Equal(0, await world.Outbox.SendDueAsync(Ct));

        var (signature, body) = Assert.Single(hook.Requests);
        var seconds = long.Parse(signature.Split('=', ',')[1]);
        Assert.Equal(world.Clock.GetUtcNow().ToUnixTimeSeconds(), seconds);
        Assert.Equal(WebhookPost.Sign(secret!, seconds, body), signature);
        var message = JsonDocument.Parse(body).RootElement;
        Assert.Equal(("rule.acted", "Rule bad: 2 findings"), (message.GetProperty("kind").GetString(), message.GetProperty("subject").GetString()));
        // Markup of a scanner's is text.
        Assert.Contains("critical  <b>worst</b>  (shop)\nhigh  right", message.GetProperty("text").GetString());
        Assert.Equal(NotificationState.Sent, Assert.Single(await world.MessagesAsync(Ct)).State);
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "rule.acted" && a.Summary.EndsWith("told oncall."));
    }

    /// <summary>The pauses of docs/notifications.md, to the day.</summary>
    [Fact]
    public async Task What_is_not_taken_is_sent_again_for_a_day_and_then_given_up()
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start(HttpStatusCode.ServiceUnavailable);
        await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        var began = world.Clock.GetUtcNow();
        var pauses = await PausesAsync(world);

        Assert.Equal([0.5, 2, 10, 30, 60, 180], pauses.Take(6).Select(p => p.TotalMinutes));
        Assert.All(pauses.Skip(6), p => Assert.Equal(TimeSpan.FromHours(3), p));
        Assert.InRange(world.Clock.GetUtcNow() - began, TimeSpan.FromHours(20), TimeSpan.FromHours(24));
        Assert.Equal(pauses.Count + 1, hook.Requests.Count);
        Assert.Single(hook.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("id").GetString()).Distinct());
        Assert.Contains("503", (await world.Receivers.ListAsync(Ct)).Single().Problem);

        hook.Status = HttpStatusCode.OK;
        Assert.Null(await world.Receivers.TestAsync((await world.Receivers.FindAsync("ONCALL", Ct))!, Ct));
        Assert.Null((await world.Receivers.ListAsync(Ct)).Single().Problem);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found, "redirect")]
    [InlineData(HttpStatusCode.Gone, "Make the receiver anew")]
    [InlineData(HttpStatusCode.BadRequest, "400")]
    public async Task What_is_refused_is_given_up_at_once(HttpStatusCode status, string said)
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start(status);
        await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        Assert.Equal(0, await world.Outbox.SendDueAsync(Ct));

        var message = Assert.Single(await world.MessagesAsync(Ct));
        Assert.Equal((NotificationState.GivenUp, 1), (message.State, message.Attempts));
        Assert.Contains(said, message.Problem);
    }

    /// <summary>What stands before a receiver answers so while that is replaced: attempts after 30 seconds, 2, 5 and 5 minutes, for a quarter of an hour.</summary>
    [Fact]
    public async Task An_address_where_nobody_is_is_tried_for_a_quarter_of_an_hour()
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start(HttpStatusCode.NotFound);
        await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        var pauses = await PausesAsync(world);

        Assert.Equal([0.5, 2, 5, 5], pauses.Select(p => p.TotalMinutes));
        Assert.Equal(5, hook.Requests.Count);
        Assert.Contains("404", Assert.Single(await world.MessagesAsync(Ct)).Problem);
    }

    /// <summary>It failed for hours before: the quarter of an hour counts from where it says that nobody is there.</summary>
    [Fact]
    public async Task A_receiver_that_is_replaced_after_it_failed_for_hours_gets_what_waits()
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start(HttpStatusCode.ServiceUnavailable);
        await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall"), Ct);
        await world.RuleRuns.RunAsync(Ct);
        for (var i = 0; i < 7; i++)
            await SendNextAsync(world);

        hook.Status = HttpStatusCode.NotFound;
        await SendNextAsync(world);
        var waiting = Assert.Single(await world.MessagesAsync(Ct));
        Assert.Equal((NotificationState.Waiting, world.Clock.GetUtcNow().AddMinutes(5)), (waiting.State, waiting.DueAt));
        hook.Status = HttpStatusCode.OK;
        await SendNextAsync(world);

        Assert.Equal(NotificationState.Sent, Assert.Single(await world.MessagesAsync(Ct)).State);
    }

    /// <summary>How long the one message waits for each attempt after the first, until it waits no more.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> PausesAsync(TicketWorld world)
    {
        var pauses = new List<TimeSpan>();
        await world.Outbox.SendDueAsync(Ct);
        while (Assert.Single(await world.MessagesAsync(Ct)) is { State: NotificationState.Waiting } waiting)
        {
            pauses.Add(waiting.DueAt - world.Clock.GetUtcNow());
            await SendNextAsync(world);
        }

        return pauses;
    }

    private static async Task SendNextAsync(TicketWorld world)
    {
        var due = Assert.Single(await world.MessagesAsync(Ct)).DueAt;
        if (due > world.Clock.GetUtcNow())
            world.Clock.Advance(due - world.Clock.GetUtcNow());
        await world.Outbox.SendDueAsync(Ct);
    }

    [Fact]
    public async Task A_receiver_that_fails_holds_up_no_other()
    {
        await using var world = await StartAsync();
        await using var broken = WebhookServer.Start(HttpStatusCode.BadGateway);
        await using var sound = WebhookServer.Start();
        await world.Receivers.AddAsync(Actor.System, new("broken", ReceiverKind.Webhook, broken.Url), Ct);
        await world.Receivers.AddAsync(Actor.System, new("sound", ReceiverKind.Webhook, sound.Url), Ct);
        for (var i = 0; i < 60; i++)
            await world.Rules.PutAsync(Actor.System, Rule("broken") with { Name = $"a{i:00}" }, Ct);
        await world.Rules.PutAsync(Actor.System, Rule("sound") with { Name = "b" }, Ct);
        await world.RuleRuns.RunAsync(Ct);

        await world.Outbox.SendDueAsync(Ct);
        await world.Outbox.SendDueAsync(Ct);

        Assert.Single(broken.Requests);
        Assert.Single(sound.Requests);
        Assert.All((await world.MessagesAsync(Ct)).Where(m => m.State == NotificationState.Waiting), m => Assert.True(m.DueAt >= world.Clock.GetUtcNow().AddSeconds(30)));
    }

    /// <summary>Whoever has a webhook's address can often write to it.</summary>
    [Fact]
    public async Task A_webhooks_path_is_shown_to_nobody()
    {
        await using var world = await StartAsync();
        var (receiver, _) = await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, "https://hooks.team.example/services/t0p"), Ct);

        Assert.Equal("https://hooks.team.example/…", receiver.Target);
        Assert.DoesNotContain("t0p", JsonSerializer.Serialize(await world.Receivers.ListAsync(Ct)));
    }

    [Fact]
    public async Task Two_nodes_send_a_message_once()
    {
        await using var world = await StartAsync();
        await using var other = await world.AnotherNodeAsync(Ct);
        await using var hook = WebhookServer.Start();
        await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? world : other).Outbox.SendDueAsync(Ct))));

        Assert.Single(hook.Requests);
    }

    [Theory]
    [InlineData(ReceiverKind.Webhook, "http://hooks.team.example/", "https")]
    [InlineData(ReceiverKind.Webhook, "https://user:word@hooks.team.example/", "no user and password")]
    [InlineData(ReceiverKind.Webhook, "file:///etc/passwd", "address of a webhook")]
    [InlineData(ReceiverKind.Webhook, "https://169.254.169.254/", "never dialled")]
    [InlineData(ReceiverKind.Webhook, "https://[fe80::1]/", "never dialled")]
    [InlineData(ReceiverKind.Webhook, "https://0.0.0.0/", "never dialled")]
    [InlineData(ReceiverKind.Email, "team", "no e-mail address")]
    [InlineData(ReceiverKind.Email, "a@team.example\r\nBcc: x@other.example", "control characters")]
    public async Task A_target_that_cannot_work_is_refused(ReceiverKind kind, string target, string said)
    {
        await using var world = await StartAsync();
        var refused = await Assert.ThrowsAsync<ProblemException>(() => world.Receivers.AddAsync(Actor.System, new("x", kind, target), Ct));
        Assert.Contains(refused.Problem.Errors, e => e.Message.Contains(said));
    }

    /// <summary>No client could name it in an address.</summary>
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task A_name_that_no_address_can_hold_is_refused(string name)
    {
        await using var world = await StartAsync();
        Assert.Contains((await Assert.ThrowsAsync<ProblemException>(() => world.Receivers.AddAsync(Actor.System, new(name, ReceiverKind.Email, "a@team.example"), Ct))).Problem.Errors, e => e.Pointer == "/name");
        Assert.Contains((await Assert.ThrowsAsync<ProblemException>(() => world.Rules.PutAsync(Actor.System, Rule("oncall") with { Name = name }, Ct))).Problem.Errors, e => e.Pointer == "/name");
    }

    /// <summary>A name that leads to this machine, whatever it is called.</summary>
    [Fact]
    public async Task A_webhook_on_this_machine_is_not_told()
    {
        await using var hook = WebhookServer.Start();
        await using var world = await StartAsync(new NotificationOptions());
        using var post = new WebhookPost(Microsoft.Extensions.Options.Options.Create(new NotificationOptions()), world.Clock);
        var now = world.Clock.GetUtcNow();
        var message = new Notification(default, default, new("a.b", "s", "t"), NotificationState.Waiting, 1, now, null, now, null);

        var delivery = await post.SendAsync(new Uri(hook.Url), new SecretText("not checked here"), message, Ct);

        Assert.Contains("may not be dialled", Assert.IsType<Delivery.Refused>(delivery).Problem);
        Assert.Empty(hook.Requests);
    }

    [Fact]
    public async Task A_deleted_receiver_is_told_nothing_and_its_rules_say_so()
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start();
        await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall"), Ct);
        await world.RuleRuns.RunAsync(Ct);

        Assert.True(await world.Receivers.DeleteAsync(Actor.System, "oncall", Ct));
        await world.Outbox.SendDueAsync(Ct);

        Assert.Empty(hook.Requests);
        Assert.Empty(await world.MessagesAsync(Ct));
        Assert.Contains("Receiver oncall was deleted", (await world.Rules.ListAsync(Ct)).Single().Problem);
    }

    [Fact]
    public async Task A_disabled_receiver_is_told_nothing_and_what_waited_for_it_is_dropped()
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start();
        await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall"), Ct);
        await world.RuleRuns.RunAsync(Ct);
        Assert.Equal(1, Assert.Single(await world.Receivers.ListAsync(Ct)).Waiting!.Messages);

        Assert.False((await world.Receivers.EnableAsync(Actor.System, "ONCALL", false, Ct))!.Enabled);
        Assert.Null(Assert.Single(await world.Receivers.ListAsync(Ct)).Waiting);
        Assert.Equal("Receiver oncall is disabled. Enable it: fairlead receiver enable oncall", (await world.Rules.ListAsync(Ct)).Single().Problem);
        await world.Rules.PutAsync(Actor.System, Rule("oncall") with { Name = "again" }, Ct);
        Assert.Equal(2, await world.RuleRuns.RunAsync(Ct));
        Assert.Equal(0, await world.Outbox.SendDueAsync(Ct));
        Assert.Empty(await world.MessagesAsync(Ct));
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Summary == "Rule again acted on 2 findings: told nobody, its receivers are disabled.");
        Assert.Null(await world.Receivers.TestAsync(Assert.Single(await world.Receivers.ListAsync(Ct)).Receiver, Ct));

        await world.Receivers.EnableAsync(Actor.System, "oncall", true, Ct);
        await world.Rules.PutAsync(Actor.System, Rule("oncall") with { Name = "later" }, Ct);
        await world.RuleRuns.RunAsync(Ct);
        Assert.Equal(1, await world.Outbox.SendDueAsync(Ct));
        Assert.Equal(2, hook.Requests.Count);
        Assert.Null(await world.Receivers.EnableAsync(Actor.System, "nobody", true, Ct));
    }

    private static FindingRuleBody Rule(string receiver) => new("bad", new RuleActionsBody(Notify: [receiver]), Enabled: true, Existing: true);

    /// <summary>A paused connection, to those who asked for it and not to others.</summary>
    [Fact]
    public async Task What_is_the_matter_with_Fairlead_itself_is_told_once_and_so_is_its_end()
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start();
        await world.Receivers.AddAsync(Actor.System, new("admins", ReceiverKind.Webhook, hook.Url, Troubles: true), Ct);
        await world.Receivers.AddAsync(Actor.System, new("oncall", ReceiverKind.Webhook, hook.Url), Ct);
        world.Sandbox.State.RevokeCredentials();
        await world.RunAsync(Ct);

        Assert.Equal(0, await world.Troubles.TellAsync(Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await world.Troubles.TellAsync(Ct));
        Assert.Equal(0, await world.Troubles.TellAsync(Ct));
        await world.Outbox.SendDueAsync(Ct);
        var begun = JsonDocument.Parse(Assert.Single(hook.Requests).Body).RootElement;
        Assert.Equal("trouble.began", begun.GetProperty("kind").GetString());
        Assert.Contains("Nothing is sent through connection jira", begun.GetProperty("text").GetString());

        world.Sandbox.State.RestoreCredentials();
        await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct);
        await world.Troubles.TellAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await world.Troubles.TellAsync(Ct));
        Assert.Equal(["trouble.ended", "trouble.began"], (await world.MessagesAsync(Ct)).Select(m => m.Message.Kind));
    }

    private async Task<TicketWorld> StartAsync(NotificationOptions? options = null)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, hasRealFindings: true, notifications: options ?? new NotificationOptions { AllowLoopback = true });
        await world.ImportAsync("shop", "title,severity,rule\nright,high,b\n<b>worst</b>,critical,c\n", Ct);
        return world;
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : NotificationContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : NotificationContract(db), IClassFixture<PostgresTestDatabase>;
}
