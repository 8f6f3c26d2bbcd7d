using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Bench.Imports;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Webhooks;
using Fairlead.Storage;
using Fairlead.Web;

namespace Fairlead.Bench.Tickets;

/// <summary>
/// A server, a sandbox and the load on them in one process: how many signed webhooks are durably taken in each second, and how long
/// it takes from a person's move in Jira to the finding's status while reports are being imported.
/// </summary>
internal static class WebhooksBench
{
    private const int Senders = 64;
    private const int Tickets = 200;
    private const int Moves = 60;
    private const int BodyBytes = 4096;

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => CancellationToken.None;

    public static async Task<int> RunAsync(DatabaseOptions? location)
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-bench-");
        try
        {
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
            var token = new SecretText(Convert.ToHexString(RandomNumberGenerator.GetBytes(24)));
            await using var host = await FairleadHost.StartAsync(new FairleadHostOptions
            {
                DataDirectory = folder.FullName,
                Database = location,
                Listen = "http://127.0.0.1:0",
                LocalToken = token,
                LogTarget = LogTarget.None,
                AllowLoopbackJira = true,
            }, Ct);
            using var client = new FairleadClient(host.BaseAddress, token);
            var (connection, webhook) = await SetUpAsync(client, sandbox);
            var address = new Uri(host.BaseAddress, webhook.Webhook.Path);
            await TellTakenAsync(address, webhook.Secret, sandbox);
            sandbox.Webhooks.Register(new SandboxWebhook(address) { Secret = webhook.Secret });
            return await TellFollowedAsync(client, sandbox, connection);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(ConnectionId Connection, WebhookSecretResponse Webhook)> SetUpAsync(FairleadClient client, SandboxServer sandbox)
    {
        var credential = new CredentialRequest(CredentialKind.CloudApiToken, sandbox.Accounts.ApiToken, sandbox.Accounts.Email);
        var connection = await client.Connections.CreateAsync(new("team", sandbox.BaseUrl.AbsoluteUri, credential), Ct);
        await UploadAsync(client, "app", Tickets, generation: 1);
        await client.Tickets.ApplyYamlAsync(
            """
            name: app
            connection: team
            project: SEC
            issueType: Bug
            automatic: false
            filter: { assets: [app] }
            statusMap: { fromJira: [ { status: In Progress, finding: inProgress }, { status: To Do, finding: active } ] }
            """, Ct);
        await client.Tickets.RunAsync("app", Ct);
        return (connection.Id, await client.Tickets.RotateWebhookAsync(connection.Id, Ct));
    }

    private static async Task UploadAsync(FairleadClient client, string asset, int count, int generation)
    {
        using var report = new MemoryStream();
        TrivyLikeReport.Write(report, count, generation, changedPercent: 0);
        report.Position = 0;
        await client.Findings.UploadAsync(report, new UploadOptions { Asset = asset }, Ct);
    }

    private static async Task TellTakenAsync(Uri address, string secret, SandboxServer sandbox)
    {
        var issues = sandbox.State.Issues.Select(i => i.Id).ToArray();
        await SendAsync(address, secret, issues, Warming);
        var watch = Stopwatch.StartNew();
        var times = await SendAsync(address, secret, issues, Measured);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"webhooks taken in          {times.Count / watch.Elapsed.TotalSeconds,8:0}/s   {Quantiles(times)}   {Senders} senders, {BodyBytes} bytes each, signed"));
    }

    /// <returns>How long each answer took.</returns>
    private static async Task<List<TimeSpan>> SendAsync(Uri address, string secret, long[] issues, TimeSpan duration)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Senders });
        var key = Encoding.UTF8.GetBytes(secret);
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, Senders).Select(n => Task.Run(async () =>
        {
            var times = new List<TimeSpan>();
            for (var i = n; Stopwatch.GetTimestamp() < end; i += Senders)
            {
                var began = Stopwatch.GetTimestamp();
                using var request = Request(address, key, issues[i % issues.Length]);
                using var answer = await http.SendAsync(request);
                if (answer.StatusCode != HttpStatusCode.Accepted)
                    throw new InvalidOperationException($"A webhook was answered with {answer.StatusCode}.");
                times.Add(Stopwatch.GetElapsedTime(began));
            }

            return times;
        })));
        return [.. all.SelectMany(t => t)];
    }

    private static HttpRequestMessage Request(Uri address, byte[] key, long issue)
    {
        var start = $$"""{"timestamp":{{Stopwatch.GetTimestamp()}},"webhookEvent":"jira:issue_updated","issue":{"id":"{{issue}}","fields":{"description":" """;
        var body = Encoding.UTF8.GetBytes(start.PadRight(BodyBytes - 4, 'x') + "\"}}}");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Hub-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, body)));
        request.Headers.Add("X-Atlassian-Webhook-Identifier", Guid.NewGuid().ToString("N"));
        return request;
    }

    private static async Task<int> TellFollowedAsync(FairleadClient client, SandboxServer sandbox, ConnectionId connection)
    {
        await UntilHeardAsync(client, connection);
        using var enough = new CancellationTokenSource();
        var imports = Task.Run(async () =>
        {
            var findings = 0;
            for (var generation = 1; !enough.IsCancellationRequested; generation++)
            {
                await UploadAsync(client, "other", 50_000, generation);
                findings += 50_000;
            }

            return findings;
        });
        var times = new List<TimeSpan>();
        var tickets = (await client.Tickets.TicketsAsync(null, null, null, Tickets, Ct)).Items;
        foreach (var ticket in tickets.Take(Moves))
        {
            var began = Stopwatch.GetTimestamp();
            sandbox.State.Transition(ticket.IssueKey!, "In Progress");
            await UntilAsync(async () => (await client.Findings.SearchAsync(
                new FindingQuery(Ticket: ticket.Id), FindingSort.NewestFirst, null, 10, Ct)).Items.All(f => f.Status == FindingState.InProgress));
            times.Add(Stopwatch.GetElapsedTime(began));
        }

        await enough.CancelAsync();
        Console.WriteLine($"a move until the status of its finding    {Quantiles(times)}   {times.Count} moves, while {await imports} findings were taken in");
        return 0;
    }

    /// <summary>What the first part left to be read would be measured otherwise.</summary>
    private static Task UntilHeardAsync(FairleadClient client, ConnectionId connection) =>
        UntilAsync(async () => (await client.Tickets.PollAsync(connection, Ct)).JiraCalls <= 2);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(20));
    }

    private static string Quantiles(List<TimeSpan> times)
    {
        times.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"median {times[times.Count / 2].TotalMilliseconds,5:0} ms, 99 % below {times[times.Count * 99 / 100].TotalMilliseconds,5:0} ms");
    }
}
