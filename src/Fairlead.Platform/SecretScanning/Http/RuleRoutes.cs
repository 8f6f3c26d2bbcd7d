using System.Security.Claims;
using Fairlead.Client.Rules;
using Fairlead.Client.Secrets;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Http;

/// <summary><c>/api/v1/secret-rules</c>.</summary>
internal static class RuleRoutes
{
    private const int MaxNames = 500;
    private const int MaxTestText = 100_000;
    private const int MaxFileName = 200;

    public static void MapSecretRules(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/secret-rules", "Secrets");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer).WithName("listSecretRules").WithSummary("What is looked for, in every Jira: rules of Fairlead, and rules of your own.");
        group.MapPost("", Add).RequireAuthorization(Roles.Administrator).WithName("addSecretRules")
            .WithSummary("Adds rules of your own, or replaces them by their ids; with dryRun only shows what they are and find.");
        group.MapPost("/import", Import).RequireAuthorization(Roles.Administrator).WithName("importSecretRules")
            .WithSummary("Takes rules of gitleaks.toml or of Kingfisher, each that can be taken, and tells what cannot; with dryRun only tells.");
        group.MapPost("/actions", Act).RequireAuthorization(Roles.Administrator).WithName("actOnSecretRules")
            .WithSummary("Enables, disables or deletes several rules: all or none. Those of Fairlead cannot be deleted.");
        group.MapGet("/{rule}", Get).RequireAuthorization(Roles.Viewer).WithName("getSecretRule").WithSummary("One rule, by id or another name of it.");
    }

    private static async Task<Ok<List<SecretRuleResponse>>> List(SecretRules rules, CancellationToken ct) =>
        TypedResults.Ok((await rules.ListAsync(ct)).Select(standing => Response(standing, isWhole: false)).ToList());

    private static async Task<Ok<SecretRuleResponse>> Get(string rule, SecretRules rules, CancellationToken ct) =>
        TypedResults.Ok(Response(await rules.FindAsync(rule, ct), isWhole: true));

    private static async Task<Results<Ok<SecretRulesAdded>, ProblemHttpResult>> Add(
        JsonBody<SecretRulesRequest> body, ClaimsPrincipal user, SecretRules rules, CancellationToken ct) =>
        body.Value.TestText is { Length: > MaxTestText }
            ? Problem.AtPointer(ProblemKind.ValidationFailed, "/testText", $"Give a text of {MaxTestText} characters at most to try them on.").ToResult()
            : TypedResults.Ok(await rules.AddAsync(body.Value, Caller.Of(user).Actor, ct));

    private static async Task<Results<Ok<SecretRulesImported>, ProblemHttpResult>> Import(
        JsonBody<SecretRulesImportRequest> body, ClaimsPrincipal user, SecretRules rules, CancellationToken ct) =>
        body.Value.Name.Length is 0 or > MaxFileName || body.Value.Name.Any(char.IsControl)
            ? Problem.AtPointer(ProblemKind.ValidationFailed, "/name", $"Give the name of the file, 1 to {MaxFileName} characters, none of them a control character.").ToResult()
            : TypedResults.Ok(await rules.ImportAsync(body.Value, Caller.Of(user).Actor, ct));

    private static async Task<Results<Ok<RulesResponse>, ProblemHttpResult>> Act(JsonBody<RulesRequest> body, ClaimsPrincipal user, SecretRules rules, CancellationToken ct) =>
        body.Value.Names.Count is 0 or > MaxNames
            ? Problem.AtPointer(ProblemKind.ValidationFailed, "/names", $"Name 1 to {MaxNames} rules.").ToResult()
            : TypedResults.Ok(new RulesResponse(await rules.ActAsync(body.Value.Action, body.Value.Names, Caller.Of(user).Actor, ct)));

    private static SecretRuleResponse Response(RuleStanding standing, bool isWhole)
    {
        var rule = standing.Rule;
        return new SecretRuleResponse(
            rule.Id, rule.ApiName, rule.Title, rule.Vendor, rule.Severity, standing.IsEnabled, standing.Own is null, standing.Problem, standing.Own?.ChangedBy, standing.Own?.ChangedAt,
            rule.Revoke, isWhole ? standing.Own?.Yaml : null, isWhole ? PatternOf(rule.Shape) : null);
    }

    private static string? PatternOf(SecretShape shape) => shape switch
    {
        SecretShape.Token token => token.Lead + token.Pattern,
        SecretShape.Value value => value.Pattern,
        SecretShape.Regex regex => regex.Pattern,
        _ => null,
    };
}
