using System.Net.Http.Json;
using Fairlead.Client.Connections;
using Fairlead.Web.Tests.Http;

namespace Fairlead.Web.Tests.Connections;

/// <summary>B-URL over HTTP, on a server that allows what a server allows by default.</summary>
public abstract class UnsafeAddresses(TestDatabase databases)
{
    private static readonly CredentialRequest Pat = new(CredentialKind.PersonalAccessToken, "x");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unsafe_address_makes_no_connection_and_moves_none()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, o => o with { AllowLoopbackJira = false });
        var made = await server.Client.Connections.CreateAsync(new("jira", "https://jira.example", Pat), Ct);
        var before = await server.Client.Operations.ActivityAsync(null, 1, Ct);
        var wrong = new List<string>();
        foreach (var url in (string[])[.. UnsafeUrls.All, "https://jira.example/" + new string('x', 5000)])
        {
            var credential = new { kind = "personalAccessToken", secret = "x" };
            using var create = await server.Http.PostAsJsonAsync("api/v1/connections", new { name = "another", baseUrl = url, credential }, Ct);
            using var move = await server.Http.PatchAsJsonAsync($"api/v1/connections/{made.Id}", new { baseUrl = url, credential }, Ct);
            foreach (var answer in (HttpResponseMessage[])[create, move])
            {
                if (await answer.WordsAsync(Ct) is var words and not "422 Unsafe URL")
                    wrong.Add($"{answer.RequestMessage!.Method} {url}: {words}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before.Items, (await server.Client.Operations.ActivityAsync(null, 1, Ct)).Items);
        Assert.Equal("https://jira.example", Assert.Single(await server.Client.Connections.ListAsync(Ct)).BaseUrl);
    }

    public sealed class OnSqlite(SqliteTestDatabase databases) : UnsafeAddresses(databases), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase databases) : UnsafeAddresses(databases), IClassFixture<PostgresTestDatabase>;
}
