using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Sandbox.Tests.Webhooks;

/// <summary>Hears webhooks on loopback and answers with a status of one's choice.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookListener(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Body, Dictionary<string, string> Headers)> Heard { get; } = [];

    public int Status { get; set; } = 202;

    public Uri Url => new(_app.Urls.First() + "/hook");

    public static async Task<WebhookListener> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var listener = new WebhookListener(builder.Build());
        listener._app.MapPost("/{path}", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync(ct);
            listener.Heard.Enqueue((body, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
            http.Response.StatusCode = listener.Status;
        });
        await listener._app.StartAsync(ct);
        return listener;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
