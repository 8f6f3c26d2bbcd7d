using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Security;
using Fairlead.Sandbox.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Sandbox.Control;

/// <summary>The sandbox's own paths: faults, requests, reset and index, for whoever drives it from another process.</summary>
internal static class ControlRoutes
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // "kind" may stand anywhere in the object.
        AllowOutOfOrderMetadataProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new MillisecondsConverter() },
    };

    public static void Map(IEndpointRouteBuilder app, SandboxServer server)
    {
        app.MapGet("/sandbox/faults", (RequestDelegate)(http => WriteAsync(http, server.Faults.Waiting)));
        app.MapPost("/sandbox/faults", (RequestDelegate)(async http =>
        {
            if (await ReadAsync<SandboxFault>(http) is not { } fault)
                return;
            server.Faults.Add(fault);
            http.Response.StatusCode = StatusCodes.Status201Created;
            await WriteAsync(http, fault);
        }));
        app.MapDelete("/sandbox/faults", (RequestDelegate)(http =>
        {
            server.Faults.Clear();
            return NoContent(http);
        }));
        app.MapGet("/sandbox/requests", (RequestDelegate)(http => WriteAsync(
            http, server.Requests.Matching(Text(http, "method"), Text(http, "path")))));
        app.MapDelete("/sandbox/requests", (RequestDelegate)(http =>
        {
            server.Requests.Clear();
            return NoContent(http);
        }));
        app.MapPost("/sandbox/reset", (RequestDelegate)(http =>
        {
            server.AdminReset();
            return NoContent(http);
        }));
        app.MapGet("/sandbox/issues", (RequestDelegate)(http => WriteAsync(http, server.State.Issues)));
        app.MapPut("/sandbox/index", (RequestDelegate)(http => SetIndexAsync(http, server.State)));
        app.MapPost("/sandbox/index/rebuild", (RequestDelegate)(http =>
        {
            server.State.RebuildIndex();
            return NoContent(http);
        }));
        app.MapGet("/sandbox/apps", (RequestDelegate)(http => WriteAsync(http, server.Security.Apps)));
        app.MapPost("/sandbox/apps", (RequestDelegate)(http => InstallAsync(http, server.Security)));
        app.MapDelete("/sandbox/apps/{key}", (RequestDelegate)(async http =>
        {
            try
            {
                await server.Security.UninstallAsync((string)http.GetRouteValue("key")!, http.RequestAborted);
                await NoContent(http);
            }
            catch (InvalidOperationException e)
            {
                await RefuseAsync(http, e.Message);
            }
        }));
        app.MapGet("/sandbox/keys/{id}", (RequestDelegate)(http => (string?)http.GetRouteValue("id") == server.Security.KeyId
            ? http.Response.WriteAsync(server.Security.PublicKey, http.RequestAborted)
            : NotFound(http)));
        app.MapGet("/sandbox/forge/jwks.json", (RequestDelegate)(http => WriteAsync(http, server.Security.KeySet)));
        app.MapGet("/sandbox/deliveries", (RequestDelegate)(http => WriteAsync(http, server.Webhooks.Deliveries)));
    }

    private static async Task SetIndexAsync(HttpContext http, SandboxState state)
    {
        if (await ReadAsync<IndexSetting>(http) is not { } setting)
            return;
        if (setting.LagMs is { } lag)
            state.SetIndexLag(TimeSpan.FromMilliseconds(lag));
        if (setting.Stopped is { } stopped)
            state.StopIndex(stopped);
        await NoContent(http);
    }

    private static async Task InstallAsync(HttpContext http, SandboxSecurity security)
    {
        if (await ReadAsync<Installation>(http) is not { } wanted)
            return;
        try
        {
            var app = wanted switch
            {
                { Descriptor: { } descriptor } => await security.InstallAsync(descriptor, http.RequestAborted),
                { Remote: { } remote } => await security.InstallForgeAsync(wanted.Manifest, remote, http.RequestAborted),
                _ => throw new InvalidOperationException("Send descriptor, the address of a Connect app's descriptor, or manifest and remote of a Forge app."),
            };
            http.Response.StatusCode = StatusCodes.Status201Created;
            await WriteAsync(http, app);
        }
        catch (InvalidOperationException e)
        {
            await RefuseAsync(http, e.Message);
        }
    }

    private static Task RefuseAsync(HttpContext http, string why)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return http.Response.WriteAsync(why, http.RequestAborted);
    }

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string? Text(HttpContext http, string name) =>
        http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static Task NoContent(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task WriteAsync<T>(HttpContext http, T value) => http.Response.WriteAsJsonAsync(value, Json, http.RequestAborted);

    /// <returns>Null when the body was refused; the answer is written then.</returns>
    private static async Task<T?> ReadAsync<T>(HttpContext http)
        where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, http.RequestAborted) is { } value)
                return value;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync(Explain(e), http.RequestAborted);
            return null;
        }

        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return null;
    }

    /// <summary>The runtime's own message names our types, which nobody outside can know.</summary>
    private static string Explain(Exception e) => e is JsonException { Path: { Length: > 0 } member }
        ? $"{member}: {e.InnerException?.Message ?? "it does not take this value."} docs/sandbox.md tells what each fault takes."
        : "behaviour: its first member is kind, the name of a fault. docs/sandbox.md lists them.";

    /// <param name="Descriptor">Of a Connect app: address of its descriptor.</param>
    /// <param name="Manifest">Of a Forge app: its manifest.</param>
    /// <param name="Remote">Of a Forge app: where its remote is.</param>
    private sealed record Installation(Uri? Descriptor, JsonNode? Manifest = null, Uri? Remote = null);

    private sealed record IndexSetting(double? LagMs, bool? Stopped);

    /// <summary>Durations are plain milliseconds here, which every language can write.</summary>
    private sealed class MillisecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number
                ? TimeSpan.FromMilliseconds(reader.GetDouble())
                : TimeSpan.Parse(reader.GetString() ?? "", CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.TotalMilliseconds);
    }
}
