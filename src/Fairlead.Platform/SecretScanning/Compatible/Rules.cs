using Fairlead.Client.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary><c>rules</c>: what is looked for, by this Fairlead in every Jira.</summary>
internal static class Rules
{
    public static void MapRules(this RouteGroupBuilder group)
    {
        group.MapGet("/rules", List).Describe("rules", "All rules, and whether they are in use.");
        group.MapPut("/rules/built-in/{name}", Switch).Describe("switchRule", "Switches a rule on or off.", QueryParameter.Required("enabled", "true or false."));
    }

    private static async Task<Ok<List<RuleElement>>> List(ScannerCaller caller, ScannerAccess access, ScannerInUse inUse, CancellationToken ct)
    {
        await access.AdministratorAsync(caller, Role.Viewer, ct);
        return TypedResults.Ok((await inUse.CurrentAsync(ct)).Standings.Select(s => Element(s.Rule, s.IsInUse, s.Own is null)).ToList());
    }

    private static async Task<Ok<RuleElement>> Switch(
        string name, ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretRules rules, CancellationToken ct)
    {
        var isEnabled = ScannerApi.Flag(request, "enabled") ?? throw new ProblemException(Problem.AtParameter(ProblemKind.InvalidQueryParameter, "enabled", "enabled: give true or false."));
        await access.AdministratorAsync(caller, Role.Administrator, ct);
        if (SecretRuleSet.BuiltIn.Find(name) is not { } rule)
            throw new ProblemException(Problem.AtParameter(ProblemKind.UnknownRule, "name", $"There is no rule {Problem.Quote(name)}."));
        await rules.SwitchAsync(rule, isEnabled, caller.Actor, ct);
        return TypedResults.Ok(Element(rule, isEnabled, isBuiltIn: true));
    }

    private static RuleElement Element(SecretRule rule, bool isEnabled, bool isBuiltIn) =>
        new(rule.ApiName, rule.Title, rule.Vendor, rule.Severity.ToString().ToUpperInvariant(), isEnabled, isBuiltIn);
}

/// <param name="Category">Whose secrets it finds.</param>
internal sealed record RuleElement(string Name, string Title, string Category, string Severity, bool Enabled, bool BuiltIn);
