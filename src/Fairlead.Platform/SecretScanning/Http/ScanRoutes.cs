using System.Security.Claims;
using Fairlead.Client.Secrets;
using Fairlead.Jira.Limits;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Http;

/// <summary><c>/api/v1/secret-scans</c>.</summary>
internal static class ScanRoutes
{
    private const int Listed = 200;

    public static void MapSecretScans(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/secret-scans", "Secrets");
        group.MapPost("", Ask).RequireAuthorization(Roles.Editor).WithName("askForSecretScans")
            .WithSummary("Asks to look for secrets through a project, an issue, or every project that the connection's account may browse.");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer).WithQuery(ConnectionNames.Parameter).WithName("listSecretScans")
            .WithSummary("Scans of a connection, the one that was asked for last first; 200 at most.");
        group.MapGet("/{id}", Get).RequireAuthorization(Roles.Viewer).WithName("getSecretScan").WithSummary("One scan, and how far it has come.");
        group.MapPost("/run", Run).RequireAuthorization(Roles.Editor).WithName("runSecretScans")
            .WithSummary("Carries out what waits and answers when nothing does. A server does so by itself.");
    }

    private static async Task<Results<Accepted<List<SecretScanResponse>>, ProblemHttpResult>> Ask(
        JsonBody<SecretScanRequest> body, ClaimsPrincipal user, ConnectionDirectory connections, JiraSites sites, SecretScans scans, CancellationToken ct)
    {
        var request = body.Value;
        if (request is { Project: not null, Issue: not null })
            return Problem.AtPointer(ProblemKind.ValidationFailed, "/issue", "Give a project or an issue, not both.").ToResult();

        var connection = await ConnectionNames.FindAsync(connections, request.Connection, "/connection", ct);
        var actor = Caller.Of(user).Actor;
        IReadOnlyList<SecretScan> asked = request switch
        {
            { Issue: { } issue } => [await scans.AskForIssueAsync(connection, issue, request.Force, actor, ct)],
            { Project: { } project } => [await scans.AskForProjectAsync(connection, project, request.Force, actor, ct)],
            _ => await scans.AskForAllAsync(connection, only: null, request.Force, actor, ct),
        };
        return TypedResults.Accepted((string?)null, Responses(asked, sites, connection));
    }

    private static async Task<Ok<List<SecretScanResponse>>> List(
        QueryValues query, ConnectionDirectory connections, JiraSites sites, SecretScans scans, CancellationToken ct)
    {
        var connection = await ConnectionNames.FindAsync(connections, query.Get(ConnectionNames.Parameter), null, ct);
        return TypedResults.Ok(Responses(await scans.ListAsync(connection.Id, Listed, ct), sites, connection));
    }

    private static async Task<Results<Ok<SecretScanResponse>, ProblemHttpResult>> Get(
        SecretScanId id, ConnectionDirectory connections, JiraSites sites, SecretScans scans, CancellationToken ct) =>
        await scans.FindAsync(id, ct) is { } scan
            ? TypedResults.Ok(Response(scan, await connections.FindAsync(scan.Connection, ct) is { } connection ? sites.LimitsOf(connection) : null))
            : Problem.AtParameter(ProblemKind.NotFound, "id", $"There is no scan {id}.").ToResult();

    private static async Task<Ok<SecretScansRun>> Run(SecretScans scans, CancellationToken ct) =>
        TypedResults.Ok(new SecretScansRun(await scans.RunDueAsync(ct)));

    private static List<SecretScanResponse> Responses(IEnumerable<SecretScan> scans, JiraSites sites, Connection connection)
    {
        var limits = sites.LimitsOf(connection);
        return [.. scans.Select(scan => Response(scan, limits))];
    }

    private static SecretScanResponse Response(SecretScan scan, JiraLimiterSnapshot? limits) => new(
        scan.Id, scan.Connection, scan.ProjectKey, scan.IssueKey, scan.IsForced, (SecretScanStateName)scan.State, scan.RequestedBy, scan.RequestedAt,
        scan.StartedAt, scan.FinishedAt, scan.Total, scan.Issues, scan.Texts, scan.Bytes, scan.Matches, scan.Attachments,
        [.. scan.Skipped.OrderByDescending(skip => skip.Value).ThenBy(skip => skip.Key).Select(skip => new SecretSkipCount(FindingRoutes.NameOf(skip.Key), skip.Value))], scan.Problem,
        scan.State == SecretScanState.AtWork ? SpeedLimit.Of(limits) : null);
}
