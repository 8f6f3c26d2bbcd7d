using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Secrets;

namespace Fairlead.Cli.Secrets;

/// <summary>Chooses the rules of a scan.</summary>
internal static class RuleChoice
{
    public const string ListWith = "fairlead secrets rules list";

    public static readonly Option<string[]> Only = new("--only") { Description = "Only these rules, also those that are off by default", HelpName = "RULE,…" };

    public static readonly Option<string[]> Without = new("--without") { Description = "All but these rules", HelpName = "RULE,…" };

    public static readonly Option<bool> All = new("--all") { Description = "Also rules that are off by default: personal data" };

    /// <exception cref="CommandFailedException">There is no such rule, or none is left.</exception>
    public static async Task<LoadedRules> OfAsync(Invocation invocation, CancellationToken ct)
    {
        var loaded = await OwnRules.LoadAsync(invocation.Get(OwnRules.Option) ?? [], ct);
        foreach (var left in loaded.Left)
            invocation.Screen.Warn(left);

        var all = loaded.Rules;
        var only = Find(all, invocation.Get(Only));
        var without = Find(all, invocation.Get(Without));
        var isAll = invocation.Get(All);
        var chosen = all.Rules
            .Where(rule => only.Count > 0 ? only.Contains(rule) : isAll || rule.IsOnByDefault)
            .Where(rule => !without.Contains(rule))
            // Whoever names a rule that is on trial wants to see what it finds.
            .Select(rule => only.Count > 0 ? rule with { IsTrial = false } : rule)
            .ToList();
        return chosen.Count > 0
            ? loaded with { Rules = new SecretRuleSet(chosen) }
            : throw new CommandFailedException(ExitCode.Usage, $"usage: {Only.Name} and {Without.Name} leave no rule to scan with. See: {ListWith}");
    }

    /// <param name="name">Id, name in the scanner API of Jira, or alias.</param>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static SecretRule One(SecretRuleSet rules, string name) =>
        rules.Find(name) ?? Named.One(name, "rule", rules.Rules, rule => rule.Id, rule => rule.Id, ListWith);

    private static HashSet<SecretRule> Find(SecretRuleSet rules, string[]? typed) =>
        [.. (typed ?? []).SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(name => One(rules, name))];
}
