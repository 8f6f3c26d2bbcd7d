using Fairlead.Client;
using Fairlead.Client.Alerts;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts.Http;

/// <summary><c>/api/v1/alerts</c>.</summary>
internal static class AlertRoutes
{
    private static readonly string[] Types = ["application/json", "application/x-ndjson", "application/ndjson", "application/jsonl"];

    private static readonly QueryParameter<Severity?> Minimum = QueryParameter.OneOf<Severity>("minimumSeverity", "This severity or worse.");
    private static readonly QueryParameter<string?> Source = QueryParameter.Text("source", "Only of this tool: kubearmor, falco, or as a generic alert names it.", 100);
    private static readonly QueryParameter<string?> Namespace = QueryParameter.Text("namespace", "Only in this namespace.", 500);
    private static readonly QueryParameter<string?> Rule = QueryParameter.Text("rule", "Only of this rule or policy.", 500);
    private static readonly QueryParameter<string?> Asset = QueryParameter.Text("asset", "Only of this asset.", 500);
    private static readonly QueryParameter<string?> Text = QueryParameter.Text(
        "text", "Found literally, ignoring case, in title, rule, asset, process, resource and message.", 200);

    public static void MapAlertList(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/alerts", "Alerts").RequireAuthorization(Roles.Viewer);
        group.MapPost("", Take).RequireAuthorization(Roles.Editor).WithName("sendAlerts").DisableAntiforgery()
            .WithSummary("Takes in alerts of KubeArmor, Falco or any origin: one, a list, or one on each line. Answers once they are stored; NDJSON without the header Idempotency-Key is stored while it comes. With that header repeating is safe.");
        group.MapGet("", List).WithQuery(Minimum, Source, Namespace, Rule, Asset, Text, QueryParameter.Cursor, QueryParameter.Size)
            .WithName("listAlerts").WithSummary("Alerts with their repeats, the one that came last first.");
        group.MapGet("/{id}", Get).WithName("getAlert").WithSummary("One alert with its latest sample.");
    }

    private static async Task<Results<Ok<AlertIntakeResponse>, ProblemHttpResult>> Take(
        HttpContext http, AlertIntake intake, AlertStreams streams, IHostApplicationLifetime server, IOptions<AlertsOptions> options, CancellationToken ct)
    {
        var type = CheckHeaders(http);
        var key = IdempotencyKey.Of(http.Request);
        if (key is not null && !IdempotencyKey.IsSound(key))
            return new Problem(ProblemKind.InvalidIdempotencyKey, "An idempotency key is 1 to 255 visible ASCII characters.").ToResult();
        // With a key the same bytes count once, and which they are is known at their end.
        if (key is null && !type.Equals(Types[0], StringComparison.OrdinalIgnoreCase))
            return await TakeStreamAsync(http, streams, server.ApplicationStopping, ct);
        if (http.Request.ContentLength > options.Value.MaxBodyBytes)
            throw new ProblemException(new Problem(ProblemKind.ContentTooLarge, $"A request with alerts may have at most {options.Value.MaxBodyBytes:N0} bytes; send smaller ones."));
        Limit(http, options.Value.MaxBodyBytes);
        try
        {
            var (result, isReplayed) = await intake.TakeAsync(http.Request.Body, key, ct);
            return AnswerOf(result, isReplayed);
        }
        catch (IOException e) when (JsonBodies.IsMalformed(e))
        {
            return new Problem(ProblemKind.MalformedRequest, "The body is not well-formed HTTP.").ToResult();
        }
    }

    private static async Task<Results<Ok<AlertIntakeResponse>, ProblemHttpResult>> TakeStreamAsync(
        HttpContext http, AlertStreams streams, CancellationToken stopping, CancellationToken ct)
    {
        // It may be of any length and come as slowly as it likes: what came is stored, and each alert has its limit.
        Limit(http, null);
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace)
            pace.MinDataRate = null;
        var (stored, problem) = await streams.TakeAsync(http.Request.Body, stopping, ct);
        return problem is null ? AnswerOf(stored, isReplayed: false) : throw new ProblemException(problem with { Context = ResponseOf(stored, isReplayed: false) });
    }

    private static Results<Ok<AlertIntakeResponse>, ProblemHttpResult> AnswerOf(AlertIntakeResult result, bool isReplayed)
    {
        var answer = ResponseOf(result, isReplayed);
        if (result is not { Taken: 0, Ignored: 0, Refused: > 0 })
            return TypedResults.Ok(answer);
        var errors = result.Refusals.Select(r => new ProblemError($"Item {r.Index} (line {r.Line}): {r.Reason}", Line: (int)r.Line));
        return (Problem.Invalid([.. errors]) with { Context = answer }).ToResult();
    }

    private static AlertIntakeResponse ResponseOf(AlertIntakeResult result, bool isReplayed) => new(
        result.Received, result.Created, result.Repeated, result.Ignored, result.Refused, [.. result.Refusals.Select(Told)], [.. result.Remarks.Select(Told)], isReplayed);

    private static async Task<Ok<Page<AlertResponse>>> List(
        QueryValues query, HttpContext context, Cursors cursors, AlertCatalog catalog, CancellationToken ct)
    {
        var size = query.Get(QueryParameter.Size);
        var wanted = new AlertQuery(
            query.Get(Minimum), query.Get(Source), query.Get(Namespace), query.Get(Rule), query.Get(Asset), query.Get(Text));
        var found = await catalog.ListAsync(wanted, cursors.Read<AlertPosition>(context), size + 1, ct);
        var page = found.Take(size).ToList();
        return TypedResults.Ok(new Page<AlertResponse>(
            [.. page.Select(Response)], found.Count > size ? cursors.Write(context, AlertPosition.Of(page[^1])) : null));
    }

    private static async Task<Results<Ok<AlertResponse>, ProblemHttpResult>> Get(AlertId id, AlertCatalog catalog, CancellationToken ct) =>
        await catalog.GetAsync(id, ct) is { } alert
            ? TypedResults.Ok(Response(alert))
            : new Problem(ProblemKind.NotFound, "There is no such alert.").ToResult();

    /// <returns>The content type.</returns>
    private static string CheckHeaders(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers.ContentType.Count != 1 || !Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !Types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
        {
            throw new ProblemException(new Problem(ProblemKind.UnsupportedMediaType, $"Send alerts with one header Content-Type: {Types[0]}, or {Types[1]} for one on each line."));
        }

        if (type.Charset.HasValue && !type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(new Problem(ProblemKind.UnsupportedCharset, "Alerts are read as UTF-8 only."));
        if (request.Headers.ContentEncoding.Count > 0)
            throw new ProblemException(new Problem(ProblemKind.UnsupportedContentEncoding, "Send alerts uncompressed."));
        return type.MediaType.Value!;
    }

    /// <param name="maxBytes"><see langword="null"/>: any length.</param>
    private static void Limit(HttpContext http, long? maxBytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
    }

    private static AlertItemProblem Told(AlertRefusal refusal) => new(refusal.Index, refusal.Line, refusal.Reason);

    private static AlertResponse Response(Alert a) => new(
        a.Id, a.Source, a.Rule, a.Title, a.Severity, a.Asset, a.Cluster, a.Namespace, a.Workload, a.Process, a.Resource, a.Operation, a.Action,
        a.Message, a.Seen, a.FirstSeenAt, a.LastSeenAt, a.LastReceivedAt, a.Sample);
}
