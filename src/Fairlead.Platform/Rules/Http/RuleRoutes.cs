using System.Security.Claims;
using Fairlead.Client.Rules;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Rules.Http;

/// <summary><c>/api/v1/rules</c>.</summary>
internal static class RuleRoutes
{
    public static void MapRuleRoutes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/rules", "Rules");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer).WithName("listRules").WithSummary("What is done about findings that meet conditions, by name.");
        group.MapPost("/yaml", ApplyYaml).RequireAuthorization(Roles.Editor).WithName("applyRules")
            .WithSummary("Creates or replaces the rules of a YAML document by name: all or none.");
        group.MapPost("/actions", Act).RequireAuthorization(Roles.Editor).WithName("actOnRules").WithSummary("Enables, disables or deletes several rules: all or none.");
        group.MapPost("/simulate", Simulate).RequireAuthorization(Roles.Viewer).WithName("simulateRule")
            .WithSummary("What a rule would do about the findings that are open now. Does nothing.");
        group.MapGet("/{rule}", Get).RequireAuthorization(Roles.Viewer).WithName("getRule").WithSummary("One, by name.");
        group.MapPut("/{rule}", Put).RequireAuthorization(Roles.Editor).WithName("putRule").WithSummary("Makes it, or replaces all of it but the name.");
        group.MapPost("/{rule}/renew", Renew).RequireAuthorization(Roles.Editor).WithName("renewRule").WithSummary("Lets it act until another day.");
    }

    private static async Task<Ok<List<FindingRuleResponse>>> List(FindingRules rules, CancellationToken ct) =>
        TypedResults.Ok((await rules.ListAsync(ct)).Select(Response).ToList());

    private static async Task<Results<Ok<FindingRuleResponse>, ProblemHttpResult>> Get(string rule, FindingRules rules, CancellationToken ct) =>
        await rules.FindAsync(rule, ct) is { } found ? TypedResults.Ok(Response(await rules.StandingAsync(found, ct))) : Missing(rule);

    private static async Task<Results<Ok<FindingRuleResponse>, ProblemHttpResult>> Put(
        string rule, JsonBody<FindingRuleBody> body, ClaimsPrincipal user, FindingRules rules, CancellationToken ct)
    {
        if (!rule.Equals(body.Value.Name, StringComparison.OrdinalIgnoreCase))
            return Problem.AtPointer(ProblemKind.ValidationFailed, "/name", $"/name: must be {Problem.Quote(rule)}, as in the address.").ToResult();
        return TypedResults.Ok(Response(await rules.StandingAsync(await rules.PutAsync(Caller.Of(user).Actor, body.Value, ct), ct)));
    }

    private static async Task<Ok<List<AppliedRule>>> ApplyYaml(
        HttpRequest request, ClaimsPrincipal user, RuleDocuments documents, FindingRules rules, CancellationToken ct)
    {
        var put = await documents.ApplyAsync(Caller.Of(user).Actor, await YamlBody.ReadAsync(request, ct), null, ct);
        var standings = await rules.StandingsAsync([.. put.Select(p => p.Rule)], ct);
        return TypedResults.Ok(put.Zip(standings, (p, standing) => new AppliedRule(Response(standing), p.Change)).ToList());
    }

    private static async Task<Results<Ok<RulesResponse>, ProblemHttpResult>> Act(
        JsonBody<RulesRequest> body, ClaimsPrincipal user, FindingRules rules, CancellationToken ct)
    {
        var (actor, names) = (Caller.Of(user).Actor, body.Value.Names);
        if (names.Count is 0 or > FindingRules.Max)
            return Problem.AtPointer(ProblemKind.ValidationFailed, "/names", $"/names: name 1 to {FindingRules.Max} rules.").ToResult();
        var done = body.Value.Action == RuleAction.Delete
            ? await rules.DeleteAsync(actor, names, ct)
            : await rules.EnableAsync(actor, names, body.Value.Action == RuleAction.Enable, ct);
        return TypedResults.Ok(new RulesResponse([.. done.Select(r => r.Name)]));
    }

    private static async Task<Ok<FindingRuleResponse>> Renew(
        string rule, JsonBody<RenewRuleRequest> body, ClaimsPrincipal user, FindingRules rules, CancellationToken ct) =>
        TypedResults.Ok(Response(await rules.StandingAsync(await rules.RenewAsync(Caller.Of(user).Actor, rule, body.Value.Expires, ct), ct)));

    private static async Task<Ok<RuleSimulation>> Simulate(JsonBody<FindingRuleBody> body, FindingRules rules, RuleRuns runs, CancellationToken ct) =>
        TypedResults.Ok(await runs.SimulateAsync(await rules.DraftAsync(body.Value, ct), await rules.FindAsync(body.Value.Name, ct), ct));

    private static FindingRuleResponse Response(RuleStanding standing)
    {
        var r = standing.Rule;
        return new FindingRuleResponse(r.Id, FindingRules.BodyOf(standing), standing.Findings, standing.LastActedAt, r.ExpiresAt, standing.Problem, r.CreatedAt, r.UpdatedAt, standing.EndsSoon);
    }

    private static ProblemHttpResult Missing(string name) => new Problem(ProblemKind.NotFound, $"There is no rule {Problem.Quote(name)}.").ToResult();
}
