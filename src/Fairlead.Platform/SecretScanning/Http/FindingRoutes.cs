using System.Security.Claims;
using System.Text.Json;
using Fairlead.Client.Secrets;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Http;

/// <summary><c>/api/v1/secrets</c>.</summary>
internal static class FindingRoutes
{
    private const int MaxText = 100_000;

    private static readonly QueryParameter<string?> Project = QueryParameter.Text("project", "Only in this project, by key or id.", 100);
    private static readonly QueryParameter<string?> Issue = QueryParameter.Text("issue", "Only those that stand in this issue, by key.", 100);
    private static readonly QueryParameter<bool?> Reviewed = QueryParameter.Flag("reviewed", "Only those that somebody said are fine, or only the others.");
    private static readonly QueryParameter<bool?> Revoked = QueryParameter.Flag("revoked", "Only those that somebody revoked where they were issued, or only the others.");
    private static readonly QueryParameter<string?> Rule = QueryParameter.Text("rule", "Only those that this rule finds, by id.", 100);
    private static readonly QueryParameter<Severity?> Severity = QueryParameter.OneOf<Severity>("severity", "This severity and worse.");
    private static readonly QueryParameter<int> Start = QueryParameter.Integer("start", "Of the first one, from 0.", 0, int.MaxValue, 0);

    public static void MapSecretFindings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/secrets", "Secrets");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer).WithQuery(ConnectionNames.Parameter, Project, Issue, Reviewed, Revoked, Rule, Severity, Start, QueryParameter.Size)
            .WithName("listSecrets").WithSummary("Secrets that stand in Jira now, the worst first, with every place. The values are never told.");
        group.MapGet("/skipped", Skipped).RequireAuthorization(Roles.Viewer).WithQuery(ConnectionNames.Parameter, Project, Start, QueryParameter.Size)
            .WithName("listSkippedTexts").WithSummary("What was not looked through, or not whole, with the cause: files that are too large, locked or damaged. Pictures and the like are counted with the scan alone.");
        group.MapPost("/{id}/revoked", Revoke).RequireAuthorization(Roles.Editor).WithName("revokeSecret")
            .WithSummary("Says that a secret was made worthless where it was issued: its finding is fixed, though the text may still stand. Safe to repeat.");
        group.MapDelete("/{id}/revoked", Unrevoke).RequireAuthorization(Roles.Editor).WithName("unrevokeSecret").WithSummary("Takes that back. Safe to repeat.");
        group.MapPost("/reviews", Review).RequireAuthorization(Roles.Editor).WithName("reviewSecret")
            .WithSummary("Says that an exact text is fine in a project, now and whenever it comes again.");
        group.MapPost("/reviews/delete", Unreview).RequireAuthorization(Roles.Editor).WithName("unreviewSecret").WithSummary("Takes that back.");
    }

    private static async Task<Ok<SecretFindingsResponse>> List(
        QueryValues query, ConnectionDirectory connections, JiraSites sites, SecretFindings findings, ScannerInUse inUse, CancellationToken ct)
    {
        var rules = (await inUse.CurrentAsync(ct)).All;
        var connection = await ConnectionNames.FindAsync(connections, query.Get(ConnectionNames.Parameter), null, ct);
        var project = query.Get(Project) is { } name ? (await ProjectAsync(sites, connection, name, "project", isPointer: false, ct)).Id : null;
        var (start, size) = (query.Get(Start), query.Get(QueryParameter.Size));
        var (found, total) = await findings.ListAsync(new SecretFindingQuery(connection.Id, project, null, query.Get(Reviewed), query.Get(Revoked), query.Get(Rule), query.Get(Severity) ?? Kernel.Severity.Unknown), query.Get(Issue), start, size, ct);
        return TypedResults.Ok(new SecretFindingsResponse(start, size, total, [.. found.Select(finding => Response(finding, rules))]));
    }

    private static async Task<Ok<SecretsSkippedResponse>> Skipped(
        QueryValues query, ConnectionDirectory connections, JiraSites sites, SecretScans scans, CancellationToken ct)
    {
        var connection = await ConnectionNames.FindAsync(connections, query.Get(ConnectionNames.Parameter), null, ct);
        var project = query.Get(Project) is { } name ? (await ProjectAsync(sites, connection, name, "project", isPointer: false, ct)).Id : null;
        var (start, size) = (query.Get(Start), query.Get(QueryParameter.Size));
        var (skipped, total) = await scans.SkippedAsync(connection.Id, project, start, size, ct);
        return TypedResults.Ok(new SecretsSkippedResponse(
            start, size, total, [.. skipped.Select(text => new SecretSkippedResponse(text.IssueKey, text.PlaceId, text.PlaceName, NameOf(text.Cause)))]));
    }

    internal static string NameOf(SkipCause cause) => JsonNamingPolicy.CamelCase.ConvertName(cause.ToString());

    private static async Task<Results<NoContent, ProblemHttpResult>> Review(
        JsonBody<SecretReviewRequest> body, ClaimsPrincipal user, ConnectionDirectory connections, JiraSites sites, SecretFindings findings, ScannerInUse inUse, CancellationToken ct)
    {
        var request = body.Value;
        if (TextRefused(request) is { } refused)
            return refused;
        if (request.Rule is not { } rule)
            return Problem.AtPointer(ProblemKind.ValidationFailed, "/rule", "Give the rule by which the text was found.").ToResult();
        if ((await inUse.CurrentAsync(ct)).All.Find(rule) is not { } known)
            return Problem.AtPointer(ProblemKind.UnknownRule, "/rule", $"There is no rule {Problem.Quote(rule)}. Those that there are: fairlead secrets rules list").ToResult();

        var connection = await ConnectionNames.FindAsync(connections, request.Connection, "/connection", ct);
        var project = await ProjectAsync(sites, connection, request.Project, "/project", isPointer: true, ct);
        await findings.ReviewAsync(connection.Id, project.Id, request.Text, known.Id, Caller.Of(user).Actor, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Unreview(
        JsonBody<SecretReviewRequest> body, ClaimsPrincipal user, ConnectionDirectory connections, JiraSites sites, SecretFindings findings, CancellationToken ct)
    {
        var request = body.Value;
        if (TextRefused(request) is { } refused)
            return refused;

        var connection = await ConnectionNames.FindAsync(connections, request.Connection, "/connection", ct);
        var project = await ProjectAsync(sites, connection, request.Project, "/project", isPointer: true, ct);
        return await findings.UnreviewAsync(connection.Id, project.Id, request.Text, Caller.Of(user).Actor, ct)
            ? TypedResults.NoContent()
            : Problem.AtPointer(ProblemKind.NotFound, "/text", "Nobody has said of this text that it is fine in this project.").ToResult();
    }

    private static async Task<Results<Ok<SecretFindingResponse>, ProblemHttpResult>> Revoke(
        SecretFindingId id, ClaimsPrincipal user, SecretFindings findings, ScannerInUse inUse, CancellationToken ct) =>
        Answer(id, await findings.RevokeAsync(id, Caller.Of(user).Actor, ct), (await inUse.CurrentAsync(ct)).All);

    private static async Task<Results<Ok<SecretFindingResponse>, ProblemHttpResult>> Unrevoke(
        SecretFindingId id, ClaimsPrincipal user, SecretFindings findings, ScannerInUse inUse, CancellationToken ct) =>
        Answer(id, await findings.UnrevokeAsync(id, Caller.Of(user).Actor, ct), (await inUse.CurrentAsync(ct)).All);

    private static Results<Ok<SecretFindingResponse>, ProblemHttpResult> Answer(SecretFindingId id, SecretFinding? finding, SecretRuleSet rules) => finding is null
        ? Problem.AtParameter(ProblemKind.NotFound, "id", $"There is no secret {id}.").ToResult()
        : TypedResults.Ok(Response(finding, rules));

    private static ProblemHttpResult? TextRefused(SecretReviewRequest request) =>
        request.Text.Length is 0 or > MaxText
            ? Problem.AtPointer(ProblemKind.ValidationFailed, "/text", $"Give the exact text, 1 to {MaxText} characters.").ToResult()
            : null;

    internal static async Task<Jira.Resources.JiraProject> ProjectAsync(
        JiraSites sites, Connection connection, string keyOrId, string place, bool isPointer, CancellationToken ct)
    {
        var jira = await sites.ClientForAsync(connection.Id, ct);
        if (await jira.Projects.GetAsync(keyOrId, ct) is { } project)
            return project;

        var message = $"Jira has no project {Problem.Quote(keyOrId)} that the connection's account may see.";
        throw new ProblemException(isPointer ? Problem.AtPointer(ProblemKind.NotFound, place, message) : Problem.AtParameter(ProblemKind.NotFound, place, message));
    }

    private static SecretFindingResponse Response(SecretFinding finding, SecretRuleSet rules)
    {
        var rule = rules.Find(finding.Rule);
        return new(
            finding.Id, finding.ProjectId, finding.Rule, rule?.Title ?? finding.Rule, finding.Severity, finding.Masked, finding.CheckHolds, finding.IsHistorical,
            finding.FirstSeenAt, finding.LastSeenAt, finding.Review?.By, finding.Review?.At, finding.Revocation?.By, finding.Revocation?.At, rule?.Revoke,
            [.. finding.Places.Select(place => new SecretPlaceResponse(
                place.IssueKey, JsonNamingPolicy.CamelCase.ConvertName(place.Kind.ToString()), place.PlaceId, place.PlaceName, place.IsHistorical, place.Line, place.Column))]);
    }
}
