using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Storage;

namespace Fairlead.Cli.Tests;

/// <summary>What the Security Information API accepted, after the server was killed at that moment.</summary>
public abstract class SecurityDurabilityContract(TestDatabase databases) : IDisposable
{
    private const int Count = 1_000;

    private readonly FairleadProcess _fairlead = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _fairlead.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_answered_with_202_is_there_after_the_server_was_killed_right_then()
    {
        // A file of its own it has anyway.
        if (await databases.LocationAsync(Ct) is { Engine: DatabaseEngine.Postgres } postgres)
            _fairlead.With("FAIRLEAD_DATABASE", postgres.Location);
        string token;
        for (var round = 0; round < 3; round++)
        {
            using (var server = await ServedFairlead.StartAsync(_fairlead))
            {
                token = await TokenAsync(round);
                using var http = Client(server, token);
                using var body = new StringContent(Bulk(round), Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync("rest/security/1.0/bulk", body, Ct);
                server.Signal("-KILL");
                Assert.Equal(202, (int)answer.StatusCode);
                await server.ExitCodeAsync();
            }

            using var next = await ServedFairlead.StartAsync(_fairlead);
            using var again = Client(next, token);
            foreach (var i in (int[])[0, 1, Count / 2, Count - 1])
            {
                var stored = JsonNode.Parse(await again.GetStringAsync($"rest/security/1.0/vulnerability/v{round}-{i}", Ct))!;
                Assert.Equal($"Weakness {i}", (string?)stored["displayName"]);
            }

            next.Signal("-KILL");
            await next.ExitCodeAsync();
        }
    }

    private static HttpClient Client(ServedFairlead server, string token)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private async Task<string> TokenAsync(int round)
    {
        using var made = JsonDocument.Parse((await _fairlead.RunAsync("token", "create", $"push {round}", "--role", "editor", "--json")).Succeeded());
        return made.RootElement.GetProperty("value").GetString()!;
    }

    private static string Bulk(int round) => new JsonObject
    {
        ["vulnerabilities"] = new JsonArray(
        [
            .. Enumerable.Range(0, Count).Select(i => new JsonObject
            {
                ["schemaVersion"] = "1.0",
                ["id"] = $"v{round}-{i}",
                ["updateSequenceNumber"] = 1,
                ["containerId"] = "acme/shop",
                ["displayName"] = $"Weakness {i}",
                ["description"] = "It reads too far.",
                ["url"] = "https://scanner.example/v/1",
                ["type"] = "sca",
                ["introducedDate"] = "2026-01-31T09:30:00Z",
                ["lastUpdated"] = "2026-02-01T09:30:00Z",
                ["severity"] = new JsonObject { ["level"] = "high" },
                ["status"] = "open",
            }),
        ]),
    }.ToJsonString();

    public class OnSqlite(SqliteTestDatabase db) : SecurityDurabilityContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecurityDurabilityContract(db), IClassFixture<PostgresTestDatabase>;
}
