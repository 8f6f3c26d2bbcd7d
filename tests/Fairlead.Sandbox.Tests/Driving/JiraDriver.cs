using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Tests.Driving;

/// <summary>A started sandbox and a plain HTTP client signed in as the bot.</summary>
public sealed class JiraDriver : IAsyncDisposable
{
    private readonly HttpClient _http;

    private JiraDriver(SandboxServer server)
    {
        Server = server;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(server.BaseUrl.ToString().TrimEnd('/') + "/"),
        };
        SignIn = server.Options.Edition == SandboxEdition.Cloud
            ? Basic(server.Accounts.Email, server.Accounts.ApiToken)
            : new AuthenticationHeaderValue("Bearer", server.Accounts.PersonalAccessToken);
    }

    public SandboxServer Server { get; }

    public AuthenticationHeaderValue? SignIn { get; set; }

    /// <summary>v3 on Cloud, v2 on Data Center.</summary>
    public string Api => Server.Options.Edition == SandboxEdition.Cloud ? "rest/api/3" : "rest/api/2";

    public static async Task<JiraDriver> StartAsync(SandboxOptions? options = null) =>
        new(await SandboxServer.StartAsync(options ?? new SandboxOptions(), TestContext.Current.CancellationToken));

    public static Task<JiraDriver> StartAsync(SandboxEdition edition) => StartAsync(new SandboxOptions { Edition = edition });

    public static AuthenticationHeaderValue Basic(string user, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));

    public static JsonObject Doc(string text) => (JsonObject)JsonNode.Parse(
        $$"""{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":{{JsonValue.Create(text)!.ToJsonString()}}}]}]}""")!;

    /// <param name="path">Below the API root, or absolute when it begins with a slash.</param>
    public async Task<JiraReply> SendAsync(HttpMethod method, string path, JsonNode? body = null, Action<HttpRequestMessage>? with = null)
    {
        var root = new Uri(Server.BaseUrl.ToString().TrimEnd('/') + "/");
        using var request = new HttpRequestMessage(
            method, path.StartsWith("http", StringComparison.Ordinal) ? new Uri(path)
                : path.StartsWith('/') ? new Uri(root, path[1..]) : new Uri(root, $"{Api}/{path}"));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Authorization = SignIn;
        with?.Invoke(request);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new JiraReply((int)response.StatusCode, text, response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<JiraReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<JiraReply> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, JsonNode.Parse(json));

    public Task<JiraReply> PostAsync(string path, JsonNode json) => SendAsync(HttpMethod.Post, path, json);

    public Task<JiraReply> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, JsonNode.Parse(json));

    public Task<JiraReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Creates through REST and gives the key.</summary>
    public async Task<string> CreateAsync(string summary = "A finding", string project = "SEC", string type = "Bug", string more = "{}")
    {
        var fields = (JsonObject)JsonNode.Parse(more)!;
        fields["project"] = new JsonObject { ["key"] = project };
        fields["issuetype"] = new JsonObject { ["name"] = type };
        fields["summary"] = summary;
        var reply = await PostAsync("issue", new JsonObject { ["fields"] = fields });
        Assert.True(reply.Status == 201, reply.Text);
        return (string)reply.Json["key"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}

public sealed record JiraReply(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? FieldError(string field) => (string?)Json["errors"]?[field];

    public string? FirstMessage => (string?)Json["errorMessages"]?[0];
}
