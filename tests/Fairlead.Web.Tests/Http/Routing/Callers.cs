using System.Net.Http.Json;
using System.Text.Json;
using Fairlead.Client.Access;
using Fairlead.Kernel;

namespace Fairlead.Web.Tests.Http.Routing;

/// <summary>A server with one caller of every sort, by name.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private const string Password = "correct horse battery";

    private readonly Dictionary<string, HttpClient> _clients = [];

    private Callers(RunningHost server) => Server = server;

    public static IReadOnlyList<string> Roles { get; } = ["viewer", "editor", "administrator"];

    /// <summary>Tokens that were good once.</summary>
    public static IReadOnlyList<string> Former { get; } = ["revoked", "expired", "disabled", "forged"];

    public RunningHost Server { get; }

    public HttpClient this[string name] => _clients[name];

    public static async Task<Callers> StartAsync(TestDatabase databases, CancellationToken ct)
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        var callers = new Callers(await RunningHost.StartAsync(databases, ct, o => o with
        {
            Clock = clock,
            Environment = name => name == "FAIRLEAD_ADMIN_PASSWORD" ? Password : null,
        }));
        var access = callers.Server.Client.Access;
        callers.Add("anonymous", null);
        callers.Add("forged", "fl_" + new string('A', 43));
        foreach (var role in Enum.GetValues<Role>())
            callers.Add(role.ToString().ToLowerInvariant(), (await access.CreateTokenAsync(new("works", role), ct)).Value);

        var revoked = await access.CreateTokenAsync(new("revoked", Role.Administrator), ct);
        callers.Add("revoked", revoked.Value);
        await access.RevokeTokenAsync(revoked.Token.Id, ct);

        callers.Add("expired", (await access.CreateTokenAsync(new("expired", Role.Administrator, ExpiresInDays: 1), ct)).Value);
        clock.Advance(TimeSpan.FromHours(24));

        var leaver = await access.CreateUserAsync(new("leaver", Password, Role.Administrator), ct);
        callers.Add("disabled", await callers.TokenOfAsync("leaver", ct));
        await access.ChangeUserAsync(leaver.Id, new(IsEnabled: false), ct);
        return callers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        await Server.DisposeAsync();
    }

    private void Add(string name, string? token) => _clients[name] = Server.MakeHttp(token is null ? null : new SecretText(token));

    private async Task<string> TokenOfAsync(string user, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent([new("name", user), new("password", Password)]);
        using var signedIn = await this["anonymous"].PostAsync("sign-in", form, ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tokens") { Content = JsonContent.Create(new { name = "theirs" }) };
        request.Headers.Add("Cookie", Assert.Single(signedIn.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var made = await this["anonymous"].SendAsync(request, ct);
        return JsonDocument.Parse(await made.Content.ReadAsStringAsync(ct)).RootElement.GetProperty("value").GetString()!;
    }
}
