using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Sandbox.Tests.Security;

/// <summary>A sandbox in which a security provider is installed, and what that one asks of it.</summary>
internal sealed class SecurityWorld : IAsyncDisposable
{
    private SecurityWorld(SandboxServer jira, WebApplication provider)
    {
        (Jira, Provider) = (jira, provider);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = jira.BaseUrl };
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public SandboxServer Jira { get; }

    /// <summary>Says at <c>/descriptor?scopes=…</c> what it is, and offers one container.</summary>
    public WebApplication Provider { get; }

    /// <summary>As it was last installed.</summary>
    public SandboxApp App { get; private set; } = null!;

    /// <summary>Signs nothing.</summary>
    public HttpClient Http { get; }

    public static async Task<SecurityWorld> StartAsync()
    {
        var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var provider = Listening();
        provider.MapPost("/installed", () => Results.NoContent());
        provider.MapPost("/actions", () => Results.Json(new { workspaces = Array.Empty<string>(), containers = new[] { new { id = "c/1", name = "One" } } }));
        provider.MapGet("/descriptor", (HttpRequest request) => Results.Text(Descriptor($"http://{request.Host}", request.Query["scopes"].ToString().Split(',')), "application/json"));
        await provider.StartAsync(Ct);
        var world = new SecurityWorld(jira, provider);
        await world.InstallAsync("READ,WRITE,DELETE");
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Jira.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>Listens on a port of its own once it is started.</summary>
    public static WebApplication Listening()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder.Build();
    }

    public async Task InstallAsync(string scopes) =>
        App = await Jira.Security.InstallAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"{Provider.Urls.First()}/descriptor?scopes={scopes}")), Ct);

    public Task<(int Status, JsonNode? Body)> SubmitAsync(params JsonObject[] items) =>
        SendAsync("POST", "bulk", new JsonObject { ["vulnerabilities"] = new JsonArray([.. items]) }.ToJsonString());

    public async Task<(int Status, JsonNode? Body)> SendAsync(string method, string address, string? body = null)
    {
        var parts = $"/rest/security/1.0/{address}".Split('?');
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/rest/security/1.0/{address}")
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"JWT {ConnectToken.Hs256(Claims(method, parts[0], parts.Length > 1 ? parts[1] : ""), App.SharedSecret)}");
        using var answer = await Http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonSerializer.Deserialize<JsonNode>(text));
    }

    public JsonObject Claims(string method, string path, string query) => new()
    {
        ["iss"] = App.Key,
        ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(3).ToUnixTimeSeconds(),
        ["qsh"] = QueryHash.Of(method, path, query),
    };

    public static JsonObject One(string id, long sequence = 1, string title = "Title") => new()
    {
        ["schemaVersion"] = "1.0",
        ["id"] = id,
        ["updateSequenceNumber"] = sequence,
        ["containerId"] = "c/1",
        ["displayName"] = title,
        ["description"] = "",
        ["url"] = "https://scanner.example/1",
        ["type"] = "sca",
        ["introducedDate"] = "2026-01-02T03:04:05Z",
        ["lastUpdated"] = "2026-01-02T03:04:05.1234567+02:00",
        ["severity"] = new JsonObject { ["level"] = "critical" },
        ["status"] = "open",
    };

    public static string Descriptor(string baseUrl, string[] scopes) => new JsonObject
    {
        ["key"] = "provider",
        ["baseUrl"] = baseUrl,
        ["authentication"] = new JsonObject { ["type"] = "jwt" },
        ["apiMigrations"] = new JsonObject { ["signed-install"] = true },
        ["scopes"] = new JsonArray([.. scopes.Select(s => JsonValue.Create(s))]),
        ["lifecycle"] = new JsonObject { ["installed"] = "/installed" },
        ["modules"] = new JsonObject
        {
            ["jiraSecurityInfoProvider"] = new JsonObject
            {
                ["key"] = "provider",
                ["name"] = new JsonObject { ["value"] = "Provider" },
                ["homeUrl"] = "https://scanner.example",
                ["actions"] = new JsonObject
                {
                    ["fetchWorkspaces"] = new JsonObject { ["templateUrl"] = $"{baseUrl}/actions" },
                    ["fetchContainers"] = new JsonObject { ["templateUrl"] = $"{baseUrl}/actions" },
                    ["searchContainers"] = new JsonObject { ["templateUrl"] = $"{baseUrl}/actions" },
                },
            },
        },
    }.ToJsonString();
}
