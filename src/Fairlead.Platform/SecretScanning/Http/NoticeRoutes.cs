using System.Security.Claims;
using System.Text.Json;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Http;

/// <summary><c>/api/v1/secrets/{id}/notice</c> and <c>/api/v1/secret-notices</c>.</summary>
internal static class NoticeRoutes
{
    public static void MapSecretNotices(this IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapApi("/secrets", "Secrets");
        secrets.MapGet("/{id}/notice", Preview).RequireAuthorization(Roles.Editor).WithName("previewSecretNotice")
            .WithSummary("What the author of a secret's place would be told, on each issue in which it stands. Reads Jira and says nothing.");
        secrets.MapPost("/{id}/notice", Say).RequireAuthorization(Roles.Editor).WithName("saySecretNotice")
            .WithSummary("Tells the author by one comment, where that is turned on for the project, and once for each issue. Safe to repeat.");
        var settings = routes.MapApi("/secret-notices", "Secrets");
        settings.MapGet("", List).RequireAuthorization(Roles.Viewer).WithQuery(ConnectionNames.Parameter).WithName("listSecretNoticeSettings")
            .WithSummary("Where authors are told of secrets; nowhere unless an administrator turned it on.");
        settings.MapPut("", Set).RequireAuthorization(Roles.Administrator).WithName("setSecretNotices")
            .WithSummary("Turns it on or off, for a project or for all of a connection that have no setting of their own. Of secrets that were found before nobody is told by itself.");
    }

    private static async Task<Results<Ok<SecretNoticesResponse>, ProblemHttpResult>> Preview(SecretFindingId id, SecretNotices notices, CancellationToken ct) =>
        Answer(id, await notices.PreviewAsync(id, ct));

    private static async Task<Results<Ok<SecretNoticesResponse>, ProblemHttpResult>> Say(SecretFindingId id, ClaimsPrincipal user, SecretNotices notices, CancellationToken ct) =>
        Answer(id, await notices.SayAsync(id, Caller.Of(user).Actor, ct));

    private static async Task<Ok<List<SecretNoticeSetting>>> List(QueryValues query, ConnectionDirectory connections, SecretNotices notices, CancellationToken ct)
    {
        var connection = await ConnectionNames.FindAsync(connections, query.Get(ConnectionNames.Parameter), null, ct);
        return TypedResults.Ok((await notices.SettingsAsync(connection.Id, ct))
            .Select(one => new SecretNoticeSetting(one.ProjectId.Length == 0 ? null : one.ProjectKey, one.IsOn, one.Since, one.SetBy)).ToList());
    }

    private static async Task<NoContent> Set(
        JsonBody<SecretNoticeSettingRequest> body, ClaimsPrincipal user, ConnectionDirectory connections, JiraSites sites, SecretNotices notices, CancellationToken ct)
    {
        var connection = await ConnectionNames.FindAsync(connections, body.Value.Connection, "/connection", ct);
        var project = body.Value.Project is { } name ? await FindingRoutes.ProjectAsync(sites, connection, name, "/project", isPointer: true, ct) : null;
        await notices.SetAsync(connection, project, body.Value.On, Caller.Of(user).Actor, ct);
        return TypedResults.NoContent();
    }

    private static Results<Ok<SecretNoticesResponse>, ProblemHttpResult> Answer(SecretFindingId id, IReadOnlyList<SecretNotice>? notices) => notices is null
        ? Problem.AtParameter(ProblemKind.NotFound, "id", $"There is no secret {id}.").ToResult()
        : TypedResults.Ok(new SecretNoticesResponse(
            id, [.. notices.Select(one => new SecretNoticeResponse(one.IssueKey, JsonNamingPolicy.CamelCase.ConvertName(one.State.ToString()), one.To, one.IsInternal, one.Text, one.Detail))]));
}
