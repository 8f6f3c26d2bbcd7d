using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Client;
using Fairlead.Client.Providers;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Reading;
using Fairlead.Platform.SecurityInformation.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>The eight operations of Jira's Security Information API.</summary>
internal static class ProviderApi
{
    private const string Root = "/rest/security/1.0";

    private static readonly ProblemForm Form = new(WriteAsync);

    /// <summary>Also of addresses at which there is nothing.</summary>
    public static ProblemFormBelow Forms { get; } = new(Root, Form);

    public static void MapProviderApi(this IEndpointRouteBuilder routes)
    {
        var (read, write, delete) = (ProviderAuthentication.PolicyOf(ProviderScope.Read), ProviderAuthentication.PolicyOf(ProviderScope.Write), ProviderAuthentication.PolicyOf(ProviderScope.Delete));
        var group = routes.MapGroup(Root).ExcludeFromDescription().WithMetadata(Form);
        group.MapPost("/linkedWorkspaces/bulk", Link).RequireAuthorization(write).DisableAntiforgery();
        group.MapDelete("/linkedWorkspaces/bulk", Unlink).RequireAuthorization(delete);
        group.MapGet("/linkedWorkspaces", Workspaces).RequireAuthorization(read);
        group.MapGet("/linkedWorkspaces/{**workspaceId}", Workspace).RequireAuthorization(read);
        group.MapPost("/bulk", Submit).RequireAuthorization(write).DisableAntiforgery();
        group.MapDelete("/bulkByProperties", DeleteByProperties).RequireAuthorization(delete);
        group.MapGet("/vulnerability/{**vulnerabilityId}", Vulnerability).RequireAuthorization(read);
        group.MapDelete("/vulnerability/{**vulnerabilityId}", Delete).RequireAuthorization(delete);
    }

    private static async Task<StatusCodeHttpResult> Link(
        ProviderCaller caller, HttpContext http, SecurityHub hub, BodyBudget budget, IOptions<SecurityInformationOptions> options, CancellationToken ct)
    {
        using var share = budget.Begin(caller.Provider);
        await hub.LinkAsync(caller.Provider, caller.Actor, SubmissionReader.Workspaces(await BodyAsync(http, options.Value.MaxBodyBytes, share, ct)), ct);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<StatusCodeHttpResult> Unlink(ProviderCaller caller, HttpRequest request, SecurityHub hub, CancellationToken ct)
    {
        // GitHub for Jira names one workspaceId.
        var ids = request.Query["workspaceIds"].Concat(request.Query["workspaceId"])
            .SelectMany(v => v!.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToList();
        // How many they may be, the specification does not limit; the length of the request line does.
        if (ids.Count == 0)
            throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, "workspaceIds: give at least one id, several with commas between them."));
        if (ids.Find(id => id.Length > FieldChecks.MaxId || !FieldChecks.IsPathId(id)) is { } wrong)
            throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, $"{Problem.Quote(wrong)} is no id that a workspace can have."));
        await hub.UnlinkAsync(caller.Provider, caller.Actor, ids, ct);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<Ok<LinkedWorkspaces>> Workspaces(ProviderCaller caller, SecurityHub hub, CancellationToken ct) =>
        TypedResults.Ok(new LinkedWorkspaces(await hub.WorkspacesAsync(caller.Provider, ct)));

    private static async Task<Ok<LinkedWorkspace>> Workspace(ProviderCaller caller, HttpContext http, SecurityHub hub, CancellationToken ct)
    {
        var id = IdOf(http, "/linkedWorkspaces/");
        return await hub.WorkspaceAsync(caller.Provider, id, ct) is { } at
            ? TypedResults.Ok(new LinkedWorkspace(id, at))
            : throw new ProblemException(new Problem(ProblemKind.NotFound, $"No workspace {Problem.Quote(id)} is linked."));
    }

    private static async Task<JsonHttpResult<SubmissionAnswer>> Submit(
        ProviderCaller caller, HttpContext http, SecurityHub hub, RequestLimit limit, BodyBudget budget, IOptions<SecurityInformationOptions> options, CancellationToken ct)
    {
        Count(http, caller, limit);
        using var share = budget.Begin(caller.Provider);
        var submission = SubmissionReader.Vulnerabilities(await BodyAsync(http, options.Value.MaxBodyBytes, share, ct));
        var crowded = await hub.SubmitAsync(caller.Provider, submission, ct);
        var failed = submission.Failed.ToDictionary(f => f.Key, f => f.Value.Select(Told).ToList(), StringComparer.Ordinal);
        foreach (var id in crowded)
            failed[id] = [Told($"addAssociations: with those that are stored there would be more than {VulnerabilityReader.MaxAssociations}")];
        var answer = new SubmissionAnswer(
            [.. submission.Vulnerabilities.Select(v => v.Id).Where(id => !crowded.Contains(id)).Distinct(StringComparer.Ordinal)],
            failed,
            submission.UnknownAssociations.Count == 0 ? [] : [new Association(VulnerabilityReader.AssociationType, submission.UnknownAssociations)]);
        return TypedResults.Json(answer, FairleadJson.Strict, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<StatusCodeHttpResult> DeleteByProperties(ProviderCaller caller, HttpRequest request, SecurityHub hub, CancellationToken ct)
    {
        var wanted = request.Query.SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? ""))).ToList();
        if (wanted.Count == 0)
            throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, "Give at least one property as a query parameter."));
        if (wanted.Count > SubmissionReader.MaxProperties)
            throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, $"A vulnerability has at most {SubmissionReader.MaxProperties} properties."));
        foreach (var (name, value) in wanted)
        {
            if (!SubmissionReader.IsPropertyName(name) || value.Any(char.IsControl))
                throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, $"{Problem.Quote(name)} is no property that a vulnerability can have."));
        }

        await hub.DeleteAsync(caller.Provider, caller.Actor, wanted, ct);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<ContentHttpResult> Vulnerability(ProviderCaller caller, HttpContext http, SecurityHub hub, CancellationToken ct)
    {
        var id = IdOf(http, "/vulnerability/");
        return await hub.VulnerabilityAsync(caller.Provider, id, ct) is { } vulnerability
            ? TypedResults.Text(JsonOf(vulnerability), "application/json", Encoding.UTF8)
            : throw new ProblemException(new Problem(ProblemKind.NotFound, $"There is no vulnerability {Problem.Quote(id)}."));
    }

    private static async Task<StatusCodeHttpResult> Delete(ProviderCaller caller, HttpContext http, SecurityHub hub, CancellationToken ct)
    {
        await hub.DeleteAsync(caller.Provider, caller.Actor, IdOf(http, "/vulnerability/"), ct);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>
    /// The rest of the path. From the request line, because the server decodes everything in a path but slashes, so that an id with an encoded
    /// slash and one with an encoded per cent sign would look the same. A slash that was not encoded is part of the id, too.
    /// </summary>
    private static string IdOf(HttpContext http, string marker)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.AsSpan(0, target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? query : target.Length);
        var start = path.IndexOf(Root + marker, StringComparison.OrdinalIgnoreCase);
        var id = start < 0 ? "" : Uri.UnescapeDataString(path[(start + Root.Length + marker.Length)..]);
        return id.Length is > 0 and <= FieldChecks.MaxId && !id.Any(char.IsControl)
            ? id
            : throw new ProblemException(new Problem(ProblemKind.MalformedRequest, $"An id has 1 to {FieldChecks.MaxId} characters, and no control characters."));
    }

    private static void Count(HttpContext http, ProviderCaller caller, RequestLimit limit)
    {
        var (isGranted, remaining, reset) = limit.Take(caller.Provider.Key);
        // Whatever comes of it: an error answer begins anew.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers["X-RateLimit-Limit"] = limit.MostPerMinute.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset"] = reset.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        if (!isGranted)
        {
            throw new ProblemException(new Problem(ProblemKind.TooManyRequests, $"A provider may send {limit.Most:N0} requests in one second.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            });
        }
    }

    private static Task<byte[]> BodyAsync(HttpContext http, int maxBytes, BodyBudget.BodyShare share, CancellationToken ct)
    {
        if (http.Request.Headers.ContentEncoding.Count > 0)
            throw new ProblemException(new Problem(ProblemKind.UnsupportedContentEncoding, "This route does not accept compressed bodies."));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        // Of a known length all at once, since there is room made for it.
        if (http.Request.ContentLength is { } length && length <= maxBytes)
            share.Hold(length);
        return JsonBodies.ReadAsync(http.Request, maxBytes, share.Hold, ct);
    }

    /// <summary>As it was sent, with the associations that are stored.</summary>
    private static string JsonOf(StoredVulnerability vulnerability)
    {
        var text = new StringBuilder(vulnerability.Body, 0, vulnerability.Body.Length - 1, vulnerability.Body.Length + 256);
        if (vulnerability.Associations.Count > 0)
            text.Append(",\"addAssociations\":").Append(JsonSerializer.Serialize<Association[]>([new(VulnerabilityReader.AssociationType, vulnerability.Associations)], FairleadJson.Strict));
        if (vulnerability.AssociationsSequenceNumber is { } number)
            text.Append(CultureInfo.InvariantCulture, $",\"associationsUpdateSequenceNumber\":{number}");
        if (vulnerability.AssociationsLastUpdated is { } at)
            text.Append(",\"associationsLastUpdated\":").Append(JsonSerializer.Serialize(at));
        return text.Append('}').ToString();
    }

    private static Task WriteAsync(HttpContext http, Problem problem)
    {
        // Everything that is wrong with a request as such is 400 in this API.
        http.Response.StatusCode = problem.Kind.Status is StatusCodes.Status422UnprocessableEntity ? StatusCodes.Status400BadRequest : problem.Kind.Status;
        if (http.Response.StatusCode == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"Fairlead\"";
        return http.Response.WriteAsJsonAsync<ErrorMessage[]>([Told(problem.Detail)], FairleadJson.Strict, http.RequestAborted);
    }

    private static ErrorMessage Told(string message) => new(message, Activity.Current?.TraceId.ToHexString());

    internal sealed record LinkedWorkspaces(IReadOnlyList<string> WorkspaceIds);

    internal sealed record LinkedWorkspace(string WorkspaceId, DateTimeOffset UpdatedAt);

    internal sealed record Association(string AssociationType, IReadOnlyList<string> Values);

    internal sealed record ErrorMessage(string Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ErrorTraceId);

    internal sealed record SubmissionAnswer(
        IReadOnlyList<string> AcceptedVulnerabilities, IReadOnlyDictionary<string, List<ErrorMessage>> FailedVulnerabilities, IReadOnlyList<Association> UnknownAssociations);
}
