using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fairlead.Client.Access;
using Fairlead.Sandbox;
using Fairlead.Secrets.Proof;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>A server with one connection to a sandbox, and people who call the scanner API as scripts do. Scans run when the test says so.</summary>
internal sealed class ScannerWorld : IAsyncDisposable
{
    private const string Root = "rest/security/latest/";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ScannerWorld(TicketsWorld world) => World = world;

    public TicketsWorld World { get; }

    public RunningHost Host => World.Host;

    public SandboxServer Sandbox => World.Sandbox;

    private bool IsCloud => Sandbox.Options.Edition == SandboxEdition.Cloud;

    /// <summary>Administers Jira.</summary>
    public AuthenticationHeaderValue Alice => Basic(IsCloud ? Sandbox.Accounts.AdministratorEmail : Sandbox.Accounts.AdministratorUserName, Sandbox.Accounts.AdministratorSecret);

    /// <summary>Administers its projects, until the test takes that away.</summary>
    public AuthenticationHeaderValue Bot => Basic(IsCloud ? Sandbox.Accounts.Email : Sandbox.Accounts.UserName, IsCloud ? Sandbox.Accounts.ApiToken : Sandbox.Accounts.Password);

    public static async Task<ScannerWorld> StartAsync(TestDatabase databases, SandboxEdition edition) => new(await TicketsWorld.StartAsync(
        databases, sandbox: new SandboxOptions { Edition = edition, CaptchaAfterFailures = 0 }, settings: new() { ["SecretScanning:JobsEnabled"] = "false" }));

    public static AuthenticationHeaderValue Basic(string user, string secret) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));

    /// <summary>A token that is made when the test runs, another one for each name.</summary>
    public static string Token(string name) => ExampleText.Fill("npm_{crc62:30} " + name).Split(' ')[0];

    public async Task<AuthenticationHeaderValue> TokenAsync(Role role) =>
        new("Bearer", (await Host.Client.Access.CreateTokenAsync(new("scanner", role), Ct)).Value);

    /// <summary>One more connection, so that requests must say which they mean.</summary>
    public Task ConnectAgainAsync(string name) => Host.Client.Connections.CreateAsync(
        new(name, Sandbox.BaseUrl.AbsoluteUri, TicketsWorld.CredentialOf(Sandbox)), Ct);

    public async Task<Answer> AskAsync(
        HttpMethod verb, string path, AuthenticationHeaderValue? caller, string? body = null, string? contentType = "application/json",
        Action<HttpRequestHeaders>? headers = null)
    {
        using var http = Host.MakeHttp(null);
        using var request = new HttpRequestMessage(verb, path.StartsWith("rest/", StringComparison.Ordinal) ? path : Root + path);
        request.Headers.Authorization = caller;
        headers?.Invoke(request.Headers);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        }

        using var answer = await http.SendAsync(request, Ct);
        return new Answer(
            answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct), answer.Headers.WwwAuthenticate.ToString(), answer.Content.Headers.ContentDisposition?.FileName);
    }

    public Task<Answer> GetAsync(string path, AuthenticationHeaderValue? caller) => AskAsync(HttpMethod.Get, path, caller);

    public Task<Answer> PostAsync(string path, AuthenticationHeaderValue? caller, string? body = null) => AskAsync(HttpMethod.Post, path, caller, body);

    /// <summary>How often Jira was asked at an address that ends so.</summary>
    public int Asked(string end) => Sandbox.Requests.All.Count(r => r.Path.EndsWith("/" + end, StringComparison.Ordinal));

    public Task RunAsync() => Host.Client.Secrets.RunAsync(Ct);

    public async Task ScanAsync(string project)
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"scan/project?key={project}", Alice)).Status);
        await RunAsync();
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <param name="Challenge">The header WWW-Authenticate.</param>
/// <param name="FileName">Of an answer that is to be kept as a file.</param>
internal sealed record Answer(HttpStatusCode Status, string Text, string Challenge, string? FileName)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>Of an error: what it says.</summary>
    public string Message
    {
        get
        {
            Assert.Equal(JsonValueKind.Object, Json.GetProperty("errors").ValueKind);
            return Assert.Single(Json.GetProperty("errorMessages").EnumerateArray()).GetString()!;
        }
    }

    public (string?, bool, bool) Standing =>
        (Json.GetProperty("scanState").GetString(), Json.GetProperty("upToDateContent").GetBoolean(), Json.GetProperty("upToDateSettings").GetBoolean());
}
