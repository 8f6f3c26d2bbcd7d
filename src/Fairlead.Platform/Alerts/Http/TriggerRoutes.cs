using System.Security.Claims;
using Fairlead.Client.Alerts;
using Fairlead.Platform.Access;
using Fairlead.Platform.Alerts.Triggers;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Alerts.Http;

/// <summary><c>/api/v1/alert-triggers</c>.</summary>
internal static class TriggerRoutes
{
    public static void MapTriggers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/alert-triggers", "Alerts");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer).WithName("listAlertTriggers").WithSummary("What lets alerts through to tickets, by name.");
        group.MapPost("", Create).RequireAuthorization(Roles.Editor).WithName("createAlertTrigger").WithSummary("Makes one; it minds alerts that come from then on.");
        group.MapPost("/yaml", ApplyYaml).RequireAuthorization(Roles.Editor).WithName("applyAlertTriggers")
            .WithSummary("Creates or replaces the triggers of a YAML document by name: all or none.");
        group.MapPost("/actions", Act).RequireAuthorization(Roles.Editor).WithName("actOnAlertTriggers")
            .WithSummary("Enables, disables or deletes several triggers: all or none.");
        group.MapGet("/{trigger}", Get).RequireAuthorization(Roles.Viewer).WithName("getAlertTrigger").WithSummary("One, by name.");
        group.MapPut("/{trigger}", Replace).RequireAuthorization(Roles.Editor).WithName("replaceAlertTrigger").WithSummary("Replaces all of it but the name.");
        group.MapDelete("/{trigger}", Delete).RequireAuthorization(Roles.Editor).WithName("deleteAlertTrigger")
            .WithSummary("Deletes it; findings and tickets that came of it stay.");
        group.MapPost("/{trigger}/run", Run).RequireAuthorization(Roles.Editor).WithName("runAlertTrigger")
            .WithSummary("Lets through what waits, whatever the schedule; the throttle holds all the same.");
    }

    private static async Task<Ok<List<AlertTriggerResponse>>> List(AlertTriggers triggers, CancellationToken ct) =>
        TypedResults.Ok((await triggers.ListAsync(ct)).Select(t => Response(t)).ToList());

    private static async Task<Results<Ok<AlertTriggerResponse>, ProblemHttpResult>> Get(
        string trigger, AlertTriggers triggers, CancellationToken ct) =>
        await triggers.FindAsync(trigger, ct) is { } found ? TypedResults.Ok(await ResponseAsync(found, triggers, ct)) : Missing(trigger);

    private static async Task<Results<Created<AlertTriggerResponse>, ProblemHttpResult>> Create(
        JsonBody<AlertTriggerBody> body, ClaimsPrincipal user, AlertTriggers triggers, CancellationToken ct)
    {
        var made = await triggers.CreateAsync(Caller.Of(user).Actor, body.Value, ct);
        return TypedResults.Created($"{ApiRoutes.Root}/alert-triggers/{Uri.EscapeDataString(made.Name)}", await ResponseAsync(made, triggers, ct));
    }

    private static async Task<Results<Ok<AlertTriggerResponse>, ProblemHttpResult>> Replace(
        string trigger, JsonBody<AlertTriggerBody> body, ClaimsPrincipal user, AlertTriggers triggers, CancellationToken ct)
    {
        if (await triggers.FindAsync(trigger, ct) is not { } found)
            return Missing(trigger);
        if (!found.Name.Equals(body.Value.Name, StringComparison.OrdinalIgnoreCase))
            return Problem.AtPointer(ProblemKind.ValidationFailed, "/name", $"/name: a trigger keeps its name, {Problem.Quote(found.Name)}, because findings carry it.").ToResult();
        var put = await triggers.ReplaceAsync(Caller.Of(user).Actor, body.Value, ct);
        return TypedResults.Ok(await ResponseAsync(put, triggers, ct));
    }

    private static async Task<NoContent> Delete(string trigger, ClaimsPrincipal user, AlertTriggers triggers, CancellationToken ct)
    {
        await triggers.DeleteAsync(Caller.Of(user).Actor, [trigger], ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<List<AppliedAlertTrigger>>> ApplyYaml(
        HttpRequest request, ClaimsPrincipal user, AlertTriggers triggers, CancellationToken ct)
    {
        var document = YamlBody<TriggerDocument>.Read(await YamlBody.ReadAsync(request, ct), "triggers", "trigger");
        var put = await document.DoAsync(d => triggers.ApplyAsync(Caller.Of(user).Actor, d.Triggers, ct), d => triggers.CheckAsync(d.Triggers, ct));
        var standings = await triggers.StandingsAsync([.. put.Select(p => p.Trigger)], ct);
        return TypedResults.Ok(put.Zip(standings, (p, standing) => new AppliedAlertTrigger(Response(standing), p.Change)).ToList());
    }

    private static async Task<Results<Ok<AlertTriggersResponse>, ProblemHttpResult>> Act(
        JsonBody<AlertTriggersRequest> body, ClaimsPrincipal user, AlertTriggers triggers, CancellationToken ct)
    {
        var (actor, names) = (Caller.Of(user).Actor, body.Value.Names);
        if (names.Count is 0 or > AlertTriggers.Max)
            return Problem.AtPointer(ProblemKind.ValidationFailed, "/names", $"/names: name 1 to {AlertTriggers.Max} triggers.").ToResult();
        var done = body.Value.Action == AlertTriggerAction.Delete
            ? await triggers.DeleteAsync(actor, names, ct)
            : await triggers.EnableAsync(actor, names, body.Value.Action == AlertTriggerAction.Enable, ct);
        return TypedResults.Ok(new AlertTriggersResponse([.. done.Select(t => t.Name)]));
    }

    private static async Task<Results<Ok<AlertReleaseResponse>, ProblemHttpResult>> Run(
        string trigger, AlertTriggers triggers, AlertReleases releases, CancellationToken ct)
    {
        if (await triggers.FindAsync(trigger, ct) is not { } found)
            return Missing(trigger);
        try
        {
            return await releases.RunNowAsync(found, ct) is { } outcome
                ? TypedResults.Ok(new AlertReleaseResponse(outcome.Released, outcome.Repeated, outcome.Held))
                : new Problem(ProblemKind.Conflict, found.Enabled
                    ? "The trigger runs at the moment. Try again later."
                    : $"The trigger is disabled. Enable it: fairlead trigger enable {Problem.Quote(found.Name)}").ToResult();
        }
        catch (ReleaseRefusedException e)
        {
            return new Problem(ProblemKind.Conflict, e.Message).ToResult();
        }
    }

    private static async Task<AlertTriggerResponse> ResponseAsync(AlertTrigger trigger, AlertTriggers triggers, CancellationToken ct) =>
        Response(await triggers.StandingAsync(trigger, ct));

    private static AlertTriggerResponse Response(TriggerStanding standing)
    {
        var t = standing.Trigger;
        return new AlertTriggerResponse(
            t.Id, AlertTriggers.BodyOf(standing), standing.Waiting, standing.Released, t.RanAt, standing.NextRunAt,
            standing.Problem, t.CreatedAt, t.UpdatedAt)
        {
            Remark = standing.Remark,
        };
    }

    private static ProblemHttpResult Missing(string name) =>
        new Problem(ProblemKind.NotFound, $"There is no trigger {Problem.Quote(name)}.").ToResult();
}
