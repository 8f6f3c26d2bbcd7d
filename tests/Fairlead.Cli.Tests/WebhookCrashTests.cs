using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>F110, F111: a webhook that was answered is there whatever happens to the server then, and one that was not can come again.</summary>
public sealed class WebhookCrashTests : IDisposable
{
    private const string Body = """{"webhookEvent":"jira:issue_updated","issue":{"id":"10001"}}""";
    private readonly FairleadProcess _fairlead = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData("webhook.before-commit", false)]
    [InlineData("webhook.stored", true)]
    [InlineData(null, true)]
    public async Task F110_F111_A_webhook_is_answered_only_when_it_is_on_disk(string? killPoint, bool isThere)
    {
        string secret, path;
        using (await ServedFairlead.StartAsync(_fairlead))
        {
            (await _fairlead.With("JIRA_TOKEN", Guid.CreateVersion7().ToString("N")).RunAsync(
                "connection", "add", "team", "--site", "https://jira.invalid", "--edition", "data-center", "--no-test", "--token-env", "JIRA_TOKEN")).Succeeded();
            using var made = JsonDocument.Parse((await _fairlead.RunAsync("connection", "webhook", "team", "--new-secret", "--json")).Succeeded());
            secret = made.RootElement.GetProperty("secret").GetString()!;
            path = made.RootElement.GetProperty("webhook").GetProperty("path").GetString()!;
        }

        using (var server = await ServedFairlead.StartAsync(_fairlead.With("FAIRLEAD_KILL", killPoint is null ? null : $"{killPoint}:1")))
        {
            if (killPoint is null)
                Assert.Equal(HttpStatusCode.Accepted, await SendAsync(server.Address, path, secret));
            else
                await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(server.Address, path, secret));
            server.Signal("-KILL");
            await server.ExitCodeAsync();
        }

        using var next = await ServedFairlead.StartAsync(_fairlead.With("FAIRLEAD_KILL", null));
        Assert.Equal(isThere, await LastCameAsync() is not null);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(next.Address, path, secret));
        Assert.NotNull(await LastCameAsync());
    }

    private async Task<DateTimeOffset?> LastCameAsync()
    {
        using var shown = JsonDocument.Parse((await _fairlead.RunAsync("connection", "webhook", "team", "--json")).Succeeded());
        return shown.RootElement.TryGetProperty("lastReceivedAt", out var at) && at.GetString() is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    private static async Task<HttpStatusCode> SendAsync(Uri address, string path, string secret)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Hub-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Body))));
        using var answer = await http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
