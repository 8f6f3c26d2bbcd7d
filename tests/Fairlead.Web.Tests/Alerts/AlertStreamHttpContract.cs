using Fairlead.Client.Alerts;
using Fairlead.Web.Hosting;
using Fairlead.Web.Tests.Http;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.Alerts;

/// <summary>A log shipper that keeps its connection open and sends an alert now and then, and clients that send a document slowly.</summary>
public abstract class AlertStreamHttpContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Slower than a body may be elsewhere (HTTP-14), and beside more slow documents than are stored at the same time.</summary>
    [Fact]
    public async Task Alerts_of_a_connection_that_stays_open_are_there_within_seconds()
    {
        await using var server = await StartAsync();
        var documents = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => RawConnection.OpenAsync(server, Ct)));
        foreach (var document in documents)
            await document.SendAsync(Head(server, "application/json") + Chunk("[{\"rule\":\"slow\"}"), Ct);
        using var shipper = await RawConnection.OpenAsync(server, Ct);
        await shipper.SendAsync(Head(server, "application/x-ndjson") + Chunk("{\"rule\":\"first\"}\n"), Ct);
        Assert.Equal(1, (await server.Client.Alerts.SendAsync("{\"rule\":\"meanwhile\"}"u8.ToArray(), "a-key", Ct)).Created);

        await TicketsWorld.UntilAsync(async () => await SeenAsync(server, "first") == 1);
        await shipper.SendAsync(Chunk("{\"rule\":\"first\"}\n{\"rule\":\"sec"), Ct);
        await TicketsWorld.UntilAsync(async () => await SeenAsync(server, "first") == 2);
        await shipper.SendAsync(Chunk("ond\"}\nnonsense\n") + "0\r\n\r\n", Ct);

        var answer = await shipper.ReadAsync(Ct);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("\"received\":4,\"created\":2,\"repeated\":1,\"ignored\":0,\"refused\":1", answer, StringComparison.Ordinal);
        Assert.Equal(1, await SeenAsync(server, "second"));
        Assert.All(await Task.WhenAll(documents.Select(d => d.ReadAsync(Ct))), a => Assert.StartsWith("HTTP/1.1 408", a, StringComparison.Ordinal));
        Assert.Equal(0, await SeenAsync(server, "slow"));
        foreach (var document in documents)
            document.Dispose();
    }

    [Fact]
    public async Task A_connection_that_breaks_loses_nothing_that_came_before()
    {
        await using var server = await StartAsync();
        using (var shipper = await RawConnection.OpenAsync(server, Ct))
        {
            await shipper.SendAsync(Head(server, "application/x-ndjson") + Chunk("{\"rule\":\"first\"}\n"), Ct);
            await TicketsWorld.UntilAsync(async () => await SeenAsync(server, "first") == 1);
            await shipper.SendAsync(Chunk("{\"rule\":\"last\"}\n{\"rule\":\"cut"), Ct);
        }

        await TicketsWorld.UntilAsync(async () => await SeenAsync(server, "last") == 1);
        Assert.Equal(0, await SeenAsync(server, "cut"));
    }

    [Fact]
    public async Task A_chunk_that_is_none_is_answered_with_what_is_done_with()
    {
        await using var server = await StartAsync();
        using var shipper = await RawConnection.OpenAsync(server, Ct);
        await shipper.SendAsync(Head(server, "application/x-ndjson") + Chunk("{\"rule\":\"first\"}\n"), Ct);
        await TicketsWorld.UntilAsync(async () => await SeenAsync(server, "first") == 1);
        await shipper.SendAsync("no size\r\n", Ct);

        var answer = await shipper.ReadAsync(Ct);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("done with: 1. Send", answer, StringComparison.Ordinal);
        Assert.Contains("\"received\":1,\"created\":1", answer, StringComparison.Ordinal);
        Assert.Equal(1, await SeenAsync(server, "first"));
    }

    [Fact]
    public async Task A_server_that_stops_says_how_far_it_came()
    {
        var server = await StartAsync();
        using var shipper = await RawConnection.OpenAsync(server, Ct);
        await shipper.SendAsync(Head(server, "application/x-ndjson") + Chunk("{\"rule\":\"first\"}\n"), Ct);
        await TicketsWorld.UntilAsync(async () => await SeenAsync(server, "first") == 1);

        var answering = shipper.ReadAsync(Ct);
        await server.DisposeAsync();

        var answer = await answering;
        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 5", answer, StringComparison.Ordinal);
        Assert.Contains("done with: 1. Send", answer, StringComparison.Ordinal);
    }

    private static async Task<long> SeenAsync(RunningHost server, string rule) =>
        (await server.Client.Alerts.ListAsync(new AlertConditions(Rule: rule), null, 100, Ct)).Items.Sum(a => a.Seen);

    private static string Head(RunningHost server, string type) =>
        $"POST /api/v1/alerts HTTP/1.1\r\nHost: {server.BaseAddress.Authority}\r\nAuthorization: Bearer {server.Token.Reveal()}\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";

    private Task<RunningHost> StartAsync() => RunningHost.StartAsync(databases, Ct, o => o with
    {
        Patience = new Patience(Headers: TimeSpan.FromSeconds(15), BodyGrace: TimeSpan.FromSeconds(3), Idle: TimeSpan.FromMinutes(2)),
    });

    public sealed class OnSqlite(SqliteTestDatabase db) : AlertStreamHttpContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : AlertStreamHttpContract(db), IClassFixture<PostgresTestDatabase>;
}
