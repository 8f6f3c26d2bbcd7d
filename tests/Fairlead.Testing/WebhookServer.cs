using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Testing;

/// <summary>Somebody's webhook on this machine.</summary>
public sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signature, byte[] Body)> _requests = new();

    private WebhookServer(HttpStatusCode status)
    {
        Status = status;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/hook", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _requests.Enqueue((context.Request.Headers["Fairlead-Signature"].ToString(), body.ToArray()));
            context.Response.StatusCode = (int)Status;
            if (Status == HttpStatusCode.Found)
                context.Response.Headers.Location = "/hook";
        });
    }

    public HttpStatusCode Status { get; set; }

    public string Url => $"{_app.Urls.Single()}/hook";

    public IReadOnlyList<(string Signature, byte[] Body)> Requests => [.. _requests];

    public static WebhookServer Start(HttpStatusCode status = HttpStatusCode.OK)
    {
        var server = new WebhookServer(status);
        server._app.StartAsync().GetAwaiter().GetResult();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
