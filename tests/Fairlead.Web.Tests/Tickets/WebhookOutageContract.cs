using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Storage;
using Microsoft.Data.Sqlite;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>F112: Jira sends again what is answered with 503, so that nothing has to be kept while there is nowhere to keep it.</summary>
public abstract class WebhookOutageContract
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A database that can be taken away from a server and given back.</summary>
    protected abstract Task<BreakableDatabase> DatabaseAsync();

    /// <param name="isKnown">Whether the secret was read before, so that only storing fails.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F112_One_that_comes_while_the_database_is_down_is_sent_again_later(bool isKnown)
    {
        await using var database = await DatabaseAsync();
        await using var world = await TicketsWorld.StartAsync(database.Fixture, change: o => o with { Database = database.Location });
        var secret = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Secret;
        if (isKnown)
            Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(world, "10001", secret)).Status);

        await database.TakeAwayAsync();
        foreach (var issue in new[] { "10002", "10003", "10002" })
        {
            var (status, again, took) = await SendAsync(world, issue, secret);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.InRange(again!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }

        await database.GiveBackAsync();
        // What had been kept would be stored before this one.
        Assert.Equal(HttpStatusCode.Accepted, (await SendUntilTakenAsync(world, "10004", secret)).Status);
        Assert.Equal(isKnown ? 2 : 1, await StoredAsync(world));
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(world, "10002", secret)).Status);
        Assert.Equal(isKnown ? 3 : 2, await StoredAsync(world));
    }

    private static Task<int> StoredAsync(TicketsWorld world) => world.ChangeAsync("UPDATE webhook_events SET kind = kind");

    /// <summary>A connection of the pool that is found to be broken costs an answer more.</summary>
    private static async Task<(HttpStatusCode Status, TimeSpan? Again, TimeSpan Took)> SendUntilTakenAsync(TicketsWorld world, string issue, string secret)
    {
        for (var tries = 0; ; tries++)
        {
            if (await SendAsync(world, issue, secret) is var answer && (answer.Status == HttpStatusCode.Accepted || tries == 20))
                return answer;
        }
    }

    private static async Task<(HttpStatusCode Status, TimeSpan? Again, TimeSpan Took)> SendAsync(TicketsWorld world, string issue, string secret)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"webhookEvent":"jira:issue_updated","issue":{"id":"{{issue}}"} }""");
        using var http = world.Host.MakeHttp(null);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Host.BaseAddress, $"webhooks/jira/{world.ConnectionId}"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("X-Hub-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        var began = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request, Ct);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Another program holds the file's lock.</summary>
    public class OnSqlite(SqliteTestDatabase db) : WebhookOutageContract, IClassFixture<SqliteTestDatabase>
    {
        protected override async Task<BreakableDatabase> DatabaseAsync() => new LockedFile(db, await db.LocationAsync(Ct));
    }

    /// <summary>It refuses connections, and those that there were are cut.</summary>
    public class OnPostgresThatIsGone(PostgresTestDatabase db) : WebhookOutageContract, IClassFixture<PostgresTestDatabase>
    {
        protected override async Task<BreakableDatabase> DatabaseAsync() => new RelayedPostgres(db, await db.LocationAsync(Ct), isSilent: false);
    }

    /// <summary>It is frozen, or the network swallows everything.</summary>
    public class OnPostgresThatIsSilent(PostgresTestDatabase db) : WebhookOutageContract, IClassFixture<PostgresTestDatabase>
    {
        protected override async Task<BreakableDatabase> DatabaseAsync() => new RelayedPostgres(db, await db.LocationAsync(Ct), isSilent: true);
    }

    private sealed class LockedFile(TestDatabase fixture, DatabaseOptions location) : BreakableDatabase(fixture, location)
    {
        private readonly SqliteConnection _holder = new(new SqliteConnectionStringBuilder { DataSource = location.Location, Pooling = false }.ToString());

        public override async Task TakeAwayAsync()
        {
            await _holder.OpenAsync(Ct);
            await DoAsync("BEGIN IMMEDIATE");
        }

        public override Task GiveBackAsync() => DoAsync("ROLLBACK");

        public override ValueTask DisposeAsync() => _holder.DisposeAsync();

        private async Task DoAsync(string sql)
        {
            await using var command = _holder.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(Ct);
        }
    }
}
