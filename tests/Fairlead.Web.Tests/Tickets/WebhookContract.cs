using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Webhooks;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>Jira tells what changed, and findings follow at once (U-45 to U-47).</summary>
public abstract class WebhookContract(TestDatabase databases)
{
    /// <summary>One that listens to comments.</summary>
    internal const string Yaml = TicketsWorld.Yaml + """

        commentRules:
        - pattern: 'false positive'
          status: falsePositive
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Complaint", "U-47")]
    public async Task What_somebody_writes_in_Jira_arrives_by_itself()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var ticket = await TicketAsync(world);
        var made = await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct);
        world.Sandbox.Webhooks.Register(new SandboxWebhook(new Uri(world.Host.BaseAddress, made.Webhook.Path)) { Secret = made.Secret });

        world.Sandbox.State.Comment(ticket.IssueKey!, "false positive", "bob");
        await TicketsWorld.UntilAsync(async () => (await world.Host.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items.Count == 1);
        world.Sandbox.State.Transition(ticket.IssueKey!, "Done");
        await TicketsWorld.UntilAsync(async () => (await world.Tickets.TicketAsync(ticket.Id, Ct)).Status == "Done");

        var webhook = await world.Tickets.WebhookAsync(world.ConnectionId, Ct);
        Assert.NotNull(webhook.LastReceivedAt);
        Assert.Null(webhook.LastRejectedAt);
        Assert.All(world.Sandbox.Webhooks.Deliveries, d => Assert.Equal(202, d.Status));
    }

    [Fact]
    [Trait("Complaint", "U-21")]
    public async Task Deliveries_that_come_twice_and_in_the_wrong_order_change_nothing_more()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var ticket = await TicketAsync(world);
        var made = await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct);
        world.Sandbox.Webhooks.Register(new SandboxWebhook(new Uri(world.Host.BaseAddress, made.Webhook.Path)) { Secret = made.Secret });
        world.Sandbox.Webhooks.Hold();
        var comment = world.Sandbox.State.Comment(ticket.IssueKey!, "false positive", "bob");
        world.Sandbox.State.EditComment(ticket.IssueKey!, comment, "no, it is real");

        world.Sandbox.Webhooks.Release(copies: 2, newestFirst: true);
        await world.Sandbox.Webhooks.WhenSentAsync(Ct);
        var events = world.Sandbox.Webhooks.Deliveries.Select(d => d.Identifier).Distinct().Count();
        await TicketsWorld.UntilAsync(async () => await world.ChangeAsync("UPDATE webhook_events SET kind = kind WHERE heard_at IS NOT NULL") == events);

        Assert.All(world.Sandbox.Webhooks.Deliveries, d => Assert.Equal(202, d.Status));
        // What the comment says now counts, whatever the deliveries said.
        Assert.Empty((await world.Host.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items);
        Assert.Equal(FindingState.Active, Assert.Single((await world.Host.Client.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 10, Ct)).Items).Status);
    }

    [Fact]
    [Trait("Complaint", "U-45")]
    public async Task Only_the_secrets_that_count_open_the_door()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        const string Body = """{"webhookEvent":"jira:issue_updated","issue":{"id":"10001"}}""";
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.WebhookAsync(world.ConnectionId, Ct))).Problem.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(world, Body, "some secret"));

        var first = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Secret;
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, Body, first));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(world, Body, "some secret"));
        var refused = await world.Tickets.WebhookAsync(world.ConnectionId, Ct);
        Assert.Contains("another secret", refused.LastRejection);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(world, Body, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(world, Body + " ", first, signed: Body));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, """{"webhookEvent":"sprint_created"}""", first));

        var second = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Secret;
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, Body, first));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, Body, second));
        await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(world, Body, first));

        await world.Tickets.RemoveWebhookAsync(world.ConnectionId, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(world, Body, second));
    }

    /// <summary>F113, E10: Jira would send a refused one again in vain, or give it up in silence.</summary>
    [Fact]
    public async Task F113_One_that_is_signed_and_cannot_be_read_is_answered_kept_and_told()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var secret = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Secret;
        string[] unreadable =
        [
            "[]", "", "no JSON", """{"webhookEvent":"\ud800"}""", """{"webhookEvent":"a\u0000b"}""", """{"webhookEvent":"jira:issue_updated","issue":{"id":"\ud800"}}""",
            new string('[', 500) + new string(']', 500), $$"""{"webhookEvent":"{{new string('x', 200)}}"}""",
        ];

        foreach (var body in unreadable)
        {
            Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, body, secret));
            var told = await world.Tickets.WebhookAsync(world.ConnectionId, Ct);
            Assert.Contains("no JSON object with webhookEvent", told.LastRejection);
            Assert.Equal(body, told.DeadLetter);
        }

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, new string('x', 1 << 20), secret));
        Assert.InRange((await world.Tickets.WebhookAsync(world.ConnectionId, Ct)).DeadLetter!.Length, 1_000, 2_000);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, """{"webhookEvent":"of_tomorrow","issue":{"id":"10001"}}""", secret));
        Assert.Equal(1, await world.ChangeAsync("UPDATE webhook_events SET kind = kind"));
    }

    /// <summary>F113: Jira gives up what is answered with 413. Its signature is checked over all of it, and 2 MiB of it are held at most.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F113_One_that_is_too_large_to_be_read_is_answered_kept_in_part_and_told(bool isChunked)
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var secret = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Secret;
        var start = """{"webhookEvent":"jira:issue_updated","issue":{"id":"10001","fields":{"description":" """;
        var large = start.PadRight(25 << 20, 'x');

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, large, secret, isChunked: isChunked));
        var told = await world.Tickets.WebhookAsync(world.ConnectionId, Ct);
        Assert.Contains("more than 2,097,152 bytes", told.LastRejection);
        Assert.StartsWith(start, told.DeadLetter);
        Assert.InRange(told.DeadLetter!.Length, 1_000, 2_000);

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, start.PadRight((2 << 20) + 1, 'x'), secret, isChunked: isChunked));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, start.PadRight((2 << 20) - 4, 'x') + "\"}}}", secret, isChunked: isChunked));
        Assert.Equal(1, await world.ChangeAsync("UPDATE webhook_events SET kind = kind"));

        // What is not signed is not kept, however it is wrong.
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(world, large, "some secret", isChunked: isChunked));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(world, large[..^1] + "y", secret, signed: large, isChunked: isChunked));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(world, large, null, isChunked: isChunked));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(world, new string('x', (32 << 20) + 1), secret, isChunked: isChunked));
        Assert.StartsWith(start, (await world.Tickets.WebhookAsync(world.ConnectionId, Ct)).DeadLetter);
    }

    [Fact]
    [Trait("Complaint", "U-47")]
    public async Task Events_of_no_issue_are_counted_and_no_errors()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var secret = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Secret;
        var before = await world.Tickets.WebhookAsync(world.ConnectionId, Ct);
        Assert.Equal((0, null, null), (before.PassedOver, before.LastPassedOver, before.LastReceivedAt));

        foreach (var kind in new[] { "jira:version_released", "sprint_started", "of_tomorrow" })
            Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, $$"""{"webhookEvent":"{{kind}}","timestamp":1}""", secret));

        var told = await world.Tickets.WebhookAsync(world.ConnectionId, Ct);
        Assert.Equal((3, "of_tomorrow", null), (told.PassedOver, told.LastPassedOver, told.LastRejection));
        // Whoever ticked only such events in Jira is warned that none of an issue ever came.
        Assert.Null(told.LastReceivedAt);
    }

    [Fact]
    public async Task A_registration_that_Jira_refuses_leaves_the_webhook_that_works()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await AdministerAsync(world);
        const string Body = """{"webhookEvent":"jira:issue_updated","issue":{"id":"10001"}}""";
        Refuse();
        await RefusedAsync();
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.WebhookAsync(world.ConnectionId, Ct))).Problem.Status);
        var byHand = await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct);

        for (var i = 0; i < 2; i++)
        {
            Refuse();
            await RefusedAsync();
        }

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, Body, byHand.Secret));
        var after = await world.Tickets.WebhookAsync(world.ConnectionId, Ct);
        Assert.Equal((byHand.Webhook.RotatedAt, null), (after.RotatedAt, after.PreviousUntil));
        await world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, Body, Assert.Single(world.Sandbox.Webhooks.Registered.Values).Secret));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(world, Body, byHand.Secret));

        void Refuse() => world.Sandbox.Faults.Add(
            "POST", "webhooks/1.0/webhook", new FaultBehaviour.Answer(400, """{"errorMessages":["A webhook has no use here."],"errors":{}}"""));

        async Task RefusedAsync() => Assert.Equal(409, (await Assert.ThrowsAsync<FairleadProblemException>(
            () => world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct))).Problem.Status);
    }

    [Fact]
    public async Task Issues_of_a_project_without_labels_are_told_of_too()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        var ticket = await TicketAsync(world);
        await AdministerAsync(world);

        var made = await world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct);
        world.Sandbox.State.Transition(ticket.IssueKey!, "Done");

        Assert.StartsWith("labels = fairlead OR project in (", made.Webhook.Filter);
        Assert.Equal(made.Webhook.Filter, Assert.Single(world.Sandbox.Webhooks.Registered.Values).Jql);
        await TicketsWorld.UntilAsync(async () => (await world.Tickets.TicketAsync(ticket.Id, Ct)).Status == "Done");
        Assert.NotNull((await world.Tickets.WebhookAsync(world.ConnectionId, Ct)).LastReceivedAt);
    }

    [Fact]
    public async Task A_removed_connection_takes_its_webhook_along()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct);

        await world.Host.Client.Connections.RemoveAsync(world.ConnectionId, Ct);

        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.WebhookAsync(world.ConnectionId, Ct))).Problem.Status);
    }

    /// <summary>Jira would go on sending to an address that nobody minds.</summary>
    [Fact]
    public async Task The_webhook_of_a_removed_connection_is_removed_from_jira_first_or_told()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await AdministerAsync(world);
        await world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct);
        world.Sandbox.Webhooks.Register(new SandboxWebhook(new Uri("http://127.0.0.1:9/hook")));
        await world.Tickets.ApplyYamlAsync("name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\n", Ct);

        // What is in use keeps its webhook.
        await Assert.ThrowsAsync<FairleadProblemException>(() => world.Host.Client.Connections.RemoveAsync(world.ConnectionId, Ct));
        Assert.Equal(2, world.Sandbox.Webhooks.Registered.Count);
        await world.Tickets.DeleteAsync("shop", Ct);

        var notice = Assert.Single((await world.Host.Client.Connections.RemoveAsync(world.ConnectionId, Ct)).Notices);

        Assert.Matches("^Webhook \\d+ \\(\"Fairlead\"\\) is removed from Jira\\.$", notice);
        Assert.Equal("/hook", Assert.Single(world.Sandbox.Webhooks.Registered.Values).Url.AbsolutePath);
    }

    [Fact]
    public async Task A_webhook_that_stays_in_jira_is_told_when_its_connection_is_removed()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await AdministerAsync(world);
        await world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct);
        world.Sandbox.Faults.Add("GET", "webhooks/1.0/webhook", new FaultBehaviour.Answer(403, """{"errorMessages":["You are not permitted."],"errors":{}}"""));

        var notice = Assert.Single((await world.Host.Client.Connections.RemoveAsync(world.ConnectionId, Ct)).Notices);

        Assert.Contains("under System, WebHooks", notice);
        Assert.EndsWith($"/webhooks/jira/{world.ConnectionId}", notice);
        Assert.Single(world.Sandbox.Webhooks.Registered);
    }

    [Fact]
    [Trait("Complaint", "U-46")]
    public async Task Hundreds_at_once_are_all_kept_once()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var secret = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Secret;

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i =>
            SendAsync(world, $$"""{"webhookEvent":"jira:issue_updated","timestamp":{{i}},"issue":{"id":"{{10_000 + (i % 7)}}"} }""", secret)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a));
        Assert.All(await Task.WhenAll(answers.Take(20).Select((_, i) => SendAsync(
            world, $$"""{"webhookEvent":"jira:issue_updated","timestamp":{{i}},"issue":{"id":"{{10_000 + (i % 7)}}"} }""", secret))), a => Assert.Equal(HttpStatusCode.Accepted, a));
        Assert.Equal(400, await world.ChangeAsync("UPDATE webhook_events SET kind = kind"));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Where_the_account_administers_Jira_Fairlead_makes_the_webhook_itself(SandboxEdition edition)
    {
        await using var world = await TicketsWorld.StartAsync(databases, sandbox: new SandboxOptions { Edition = edition });
        var ticket = await TicketAsync(world);
        await AdministerAsync(world);
        world.Sandbox.Webhooks.Register(new SandboxWebhook(new Uri(world.Host.BaseAddress, "elsewhere")) { Secret = "x" });

        var first = await world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct);
        var again = await world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct);

        Assert.Equal((0, 1), (first.Replaced, again.Replaced));
        Assert.Null(again.Remark);
        Assert.Equal(2, world.Sandbox.Webhooks.Registered.Count);
        var made = Assert.Single(world.Sandbox.Webhooks.Registered.Values, w => w.Url.AbsoluteUri == again.Url);
        Assert.Equal(("Fairlead", "labels = fairlead"), (made.Name, made.Jql));
        Assert.Equal(["worklog_created", "worklog_updated", "worklog_deleted"], made.Events!.Where(e => e.StartsWith("worklog", StringComparison.Ordinal)));
        world.Sandbox.State.Comment(ticket.IssueKey!, "false positive", "bob");
        await TicketsWorld.UntilAsync(async () => (await world.Host.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items.Count == 1);
        Assert.Null((await world.Tickets.WebhookAsync(world.ConnectionId, Ct)).LastRejectedAt);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Where_it_does_not_nothing_changes_and_the_next_step_is_told(SandboxEdition edition)
    {
        await using var world = await TicketsWorld.StartAsync(databases, sandbox: new SandboxOptions { Edition = edition });

        var refused = await Assert.ThrowsAsync<FairleadProblemException>(
            () => world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct));

        Assert.Equal(409, refused.Problem.Status);
        Assert.Contains("fairlead connection webhook team --new-secret", refused.Problem.Detail);
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.WebhookAsync(world.ConnectionId, Ct))).Problem.Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fairlead.example")]
    [InlineData("http://fairlead.example")]
    [InlineData("https://fairlead.example/?x=")]
    [InlineData("https://me:secret@fairlead.example")]
    public async Task An_address_that_jira_could_not_use_is_refused_before_jira_is_asked(string? address)
    {
        await using var world = await TicketsWorld.StartAsync(databases);

        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.RegisterWebhookAsync(world.ConnectionId, address, Ct));

        Assert.Equal((422, "/address"), (refused.Problem.Status, Assert.Single(refused.Problem.Errors!).Pointer));
    }

    [Fact]
    public async Task An_answer_that_is_lost_leaves_one_webhook_after_the_next_try()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await AdministerAsync(world);
        world.Sandbox.Faults.Add("POST", "webhooks/1.0/webhook", new FaultBehaviour.Drop(FaultTime.AfterCommit));

        var unclear = await Assert.ThrowsAsync<FairleadProblemException>(
            () => world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct));
        Assert.Equal(503, unclear.Problem.Status);
        Assert.Equal(1, (await world.Tickets.RegisterWebhookAsync(world.ConnectionId, world.Host.BaseAddress.AbsoluteUri, Ct)).Replaced);

        Assert.Single(world.Sandbox.Webhooks.Registered);
    }

    private static Task AdministerAsync(TicketsWorld world)
    {
        var accounts = world.Sandbox.Accounts;
        var credential = world.Sandbox.Options.Edition == SandboxEdition.Cloud
            ? new CredentialRequest(CredentialKind.CloudApiToken, accounts.AdministratorSecret, accounts.AdministratorEmail)
            : new CredentialRequest(CredentialKind.Password, accounts.AdministratorSecret, accounts.AdministratorUserName);
        return world.Host.Client.Connections.ChangeAsync(world.ConnectionId, new ChangeConnectionRequest(Credential: credential), Ct);
    }

    private static async Task<TicketResponse> TicketAsync(TicketsWorld world)
    {
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        return Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
    }

    private static async Task<HttpStatusCode> SendAsync(TicketsWorld world, string body, string? secret, string? signed = null, bool isChunked = false)
    {
        using var http = world.Host.MakeHttp(null);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Host.BaseAddress, $"webhooks/jira/{world.ConnectionId}"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.ExpectContinue = true;
        request.Headers.TransferEncodingChunked = isChunked;
        if (secret is not null)
        {
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed ?? body));
            request.Headers.Add("X-Hub-Signature", "sha256=" + Convert.ToHexStringLower(hash));
        }

        using var answer = await http.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    public class OnSqlite(SqliteTestDatabase db) : WebhookContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WebhookContract(db), IClassFixture<PostgresTestDatabase>;
}
