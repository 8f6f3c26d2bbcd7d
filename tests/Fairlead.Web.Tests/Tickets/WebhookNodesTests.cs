using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Client.Findings;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>Two servers on one PostgreSQL, with one master key, behind one address.</summary>
public sealed class WebhookNodesTests(PostgresTestDatabase databases) : IClassFixture<PostgresTestDatabase>
{
    private const int Deliveries = 60;

    /// <summary>Of one request.</summary>
    private const int MaxAttempts = 10;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F108_What_is_delivered_up_to_five_times_to_two_servers_at_once_is_stored_and_done_once()
    {
        var location = await databases.MigratedAsync(typeof(Platform.Findings.Finding).Assembly, Ct);
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var world = await TicketsWorld.StartAsync(databases, change: OfNode);
        await using var other = await RunningHost.StartAsync(databases, Ct, OfNode);
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(WebhookContract.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        var secret = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Secret;
        world.Sandbox.State.Comment(issue.Key, "false positive", "bob");

        var random = new Random(108);
        var sent = Enumerable.Range(0, Deliveries).SelectMany(d => Enumerable.Range(0, 1 + (d % 5)).Select(copy => (Delivery: d, Node: (d + copy) % 2))).ToArray();
        random.Shuffle(sent);
        var answers = await Task.WhenAll(sent.Select(s => SendAsync(s.Node == 0 ? world.Host : other, s.Delivery)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a));
        Assert.Equal(Deliveries, await world.ChangeAsync("UPDATE webhook_events SET kind = kind"));
        await TicketsWorld.UntilAsync(async () => await world.ChangeAsync("UPDATE webhook_events SET kind = kind WHERE heard_at IS NULL") == 0);
        foreach (var node in new[] { world.Host, other })
        {
            Assert.Single((await node.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items);
            Assert.Equal(FindingState.FalsePositive, Assert.Single((await node.Client.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 10, Ct)).Items).Status);
        }

        Assert.Equal(1, await world.ChangeAsync("UPDATE comment_effects SET rule = rule"));

        FairleadHostOptions OfNode(FairleadHostOptions o) => o with { Database = location, Environment = name => name == "FAIRLEAD_MASTER_KEY" ? key : null };

        // On a busy machine the database may not answer in time: then it is sent again, as Jira does.
        async Task<HttpStatusCode> SendAsync(RunningHost node, int delivery)
        {
            for (var attempt = 1; ; attempt++)
            {
                var answer = await TryAsync(node, delivery);
                if (answer != HttpStatusCode.ServiceUnavailable || attempt == MaxAttempts)
                    return answer;
                await Task.Delay(TimeSpan.FromSeconds(1), Ct);
            }
        }

        async Task<HttpStatusCode> TryAsync(RunningHost node, int delivery)
        {
            var body = Encoding.UTF8.GetBytes($$"""{"webhookEvent":"comment_created","timestamp":{{delivery}},"issue":{"id":"{{issue.Id}}"} }""");
            using var http = node.MakeHttp(null);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.BaseAddress, $"webhooks/jira/{world.ConnectionId}"))
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            request.Headers.Add("X-Hub-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
            // Which is not signed: whoever sends one again may write what they like.
            request.Headers.Add("X-Atlassian-Webhook-Identifier", Guid.CreateVersion7().ToString());
            using var answer = await http.SendAsync(request, Ct);
            return answer.StatusCode;
        }
    }
}
