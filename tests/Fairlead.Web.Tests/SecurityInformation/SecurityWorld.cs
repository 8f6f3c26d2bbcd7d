using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Client.Access;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>An answer of the Security Information API.</summary>
internal sealed record SecurityAnswer(int Status, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The message of each error of the array that an error is told by.</summary>
    public IReadOnlyList<string> Errors => [.. Json.EnumerateArray().Select(e => e.GetProperty("message").GetString()!)];
}

/// <summary>A server and providers that push to it.</summary>
internal sealed class SecurityWorld(RunningHost host) : IAsyncDisposable
{
    private const string Root = "rest/security/1.0/";
    private const string Password = "correct horse battery";

    private readonly HashSet<string> _users = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public RunningHost Host => host;

    /// <summary>Of the session of the user who signed in last.</summary>
    public string Cookie { get; private set; } = "";

    public static async Task<SecurityWorld> StartAsync(TestDatabase databases, Dictionary<string, string?>? settings = null) => new(await RunningHost.StartAsync(
        databases, Ct, o => o with { Settings = o.Settings.Concat(settings ?? []).ToDictionary() }));

    /// <summary>An ordinary vulnerability.</summary>
    public static JsonObject Vulnerability(string id, long number = 1) => new()
    {
        ["schemaVersion"] = "1.0",
        ["id"] = id,
        ["updateSequenceNumber"] = number,
        ["containerId"] = "github.com/acme/shop",
        ["displayName"] = "CVE-2026-1234 in left-pad",
        ["description"] = "**left-pad** reads too far.",
        ["url"] = "https://scanner.example/v/1",
        ["type"] = "sca",
        ["introducedDate"] = "2026-01-31T09:30:00Z",
        ["lastUpdated"] = "2026-02-01T09:30:00.123+01:00",
        ["severity"] = new JsonObject { ["level"] = "high" },
        ["status"] = "open",
    };

    public static JsonArray Issues(params string[] values) =>
        [new JsonObject { ["associationType"] = "issueIdOrKeys", ["values"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]) }];

    public static string Bulk(params JsonObject[] vulnerabilities) =>
        new JsonObject { ["operationType"] = "SCAN", ["vulnerabilities"] = new JsonArray([.. vulnerabilities]) }.ToJsonString();

    public Task<SecurityAnswer> SubmitAsync(params JsonObject[] vulnerabilities) => AskAsync(HttpMethod.Post, "bulk", Bulk(vulnerabilities));

    public Task<SecurityAnswer> GetAsync(string path, string? token = null) => AskAsync(HttpMethod.Get, path, token: token);

    /// <param name="token">By default that of the server's own administrator.</param>
    public async Task<SecurityAnswer> AskAsync(HttpMethod verb, string path, string? body = null, string? token = null, AuthenticationHeaderValue? signIn = null)
    {
        using var http = host.MakeHttp(null);
        using var request = new HttpRequestMessage(
            verb, new Uri($"{host.BaseAddress}{Root}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Authorization = signIn ?? new AuthenticationHeaderValue("Bearer", token ?? host.Token.Reveal());
        // Whoever is refused for the length of a body that he still sends may find the connection closed instead of the answer.
        request.Headers.ExpectContinue = body?.Length > 1_000_000;
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, Ct);
        return new SecurityAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct), answer.Headers);
    }

    /// <summary>A token of another user, who is a provider of his own; a second call gives him another token.</summary>
    public async Task<string> ProviderAsync(string name, Role role)
    {
        if (_users.Add(name))
            await host.Client.Access.CreateUserAsync(new(name, Password, role), Ct);
        using var http = host.MakeHttp(null);
        using var form = new FormUrlEncodedContent([new("name", name), new("password", Password)]);
        using var signedIn = await http.PostAsync("sign-in", form, Ct);
        Cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie")).Split(';')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tokens") { Content = JsonContent.Create(new { name = "theirs" }) };
        request.Headers.Add("Cookie", Cookie);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var made = await http.SendAsync(request, Ct);
        return JsonDocument.Parse(await made.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("value").GetString()!;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
