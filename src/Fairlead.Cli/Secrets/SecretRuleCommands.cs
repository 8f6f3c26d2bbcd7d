using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Secrets.OnServer;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Secrets;
using Fairlead.Secrets.Proof;
using Fairlead.Secrets.Rules;

namespace Fairlead.Cli.Secrets;

/// <summary>What is looked for, and whether the rules say what they mean.</summary>
internal static class SecretRuleCommands
{
    private static readonly Argument<string> Rule = new("RULE") { Description = "Id of the rule, or another name of it" };
    private static readonly Option<string?> Vendor = new("--vendor") { Description = "Only rules of this vendor", HelpName = "NAME" };

    private static readonly Argument<string[]> Files = new("PATH")
    {
        Description = "Rule files, or folders with such; the rules of Fairlead when left out",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "rules",
            "Show the rules by which secrets are found, try rules of your own, and add them to a server.",
            new Example("All of them", "fairlead secrets rules list"),
            new Example("What to do about a secret of this kind", "fairlead secrets rules show github-pat-classic"),
            new Example("Look for more in Jira", "fairlead secrets rules add my-rules.yaml"))
            .Has([List(), Show(), Test(), SecretExplainCommand.Create(), .. OwnRuleCommands.All()]);

    private static TaughtCommand List() =>
        new TaughtCommand(
            "list",
            "List the rules.",
            new Example("All of them", "fairlead secrets rules list"),
            new Example("For a script", "fairlead secrets rules list --json | jq -r '.[].id'"),
            new Example("Of one vendor, and of yours", "fairlead secrets rules list --vendor GitLab --rules rules"))
            .Takes(Vendor, OwnRules.Option, OwnRuleCommands.OnServer, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => OwnRuleCommands.IsMeant(invocation)
                ? OwnRuleCommands.ListAsync(invocation, invocation.Get(Vendor), ct)
                : ListAsync(invocation, ct));

    private static async Task<ExitCode> ListAsync(Invocation invocation, CancellationToken ct)
    {
        var rules = (await OwnRules.WithBuiltInAsync(invocation.Get(OwnRules.Option) ?? [], ct)).Rules
            .OrderBy(rule => rule.Id, StringComparer.Ordinal).ToList();
        if (invocation.Get(Vendor) is { } vendor)
            rules = OfVendor(rules, vendor);
        if (invocation.Get(CommonOptions.Json))
        {
            Answers.Json(invocation.Screen, rules.Select(RuleText.Summary));
            return ExitCode.Done;
        }

        var listing = new Listing(invocation.Screen, "ID", "VENDOR", "SEVERITY", "TITLE", "STATE");
        foreach (var rule in rules)
            listing.Row(rule.Id, rule.Vendor, Words.Of(rule.Severity), rule.Title, RuleText.StateOf(rule)).Painted(2, Colouring.OfSeverity(rule.Severity.ToString()));
        listing.Write();
        return ExitCode.Done;
    }

    private static List<SecretRule> OfVendor(List<SecretRule> rules, string vendor)
    {
        var vendors = rules.Select(rule => rule.Vendor).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var found = Named.One(vendor, "vendor", vendors, v => v, v => v, RuleChoice.ListWith);
        return [.. rules.Where(rule => rule.Vendor.Equals(found, StringComparison.OrdinalIgnoreCase))];
    }

    private static TaughtCommand Show() =>
        new TaughtCommand(
            "show",
            "Show a rule: what it looks for, examples, how to revoke what it finds. Examples are made up each time in the same way.",
            new Example("What to do about a secret of this kind", "fairlead secrets rules show github-pat-classic"))
            .Takes(Rule, OwnRules.Option, OwnRuleCommands.OnServer, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(async (invocation, ct) =>
            {
                if (OwnRuleCommands.IsMeant(invocation))
                    return await OwnRuleCommands.ShowAsync(invocation, invocation.Get(Rule), ct);
                var rules = await OwnRules.WithBuiltInAsync(invocation.Get(OwnRules.Option) ?? [], ct);
                var rule = RuleChoice.One(rules, invocation.Get(Rule));
                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, RuleText.Whole(rule));
                else
                    RuleText.Write(invocation.Screen, rule);
                return ExitCode.Done;
            });

    private static TaughtCommand Test() =>
        new TaughtCommand(
            "test",
            "Hold rules to their examples and counterexamples. Ends with 65 when one does not hold; each is told.",
            new Example("Those of Fairlead", "fairlead secrets rules test"),
            new Example("Yours", "fairlead secrets rules test my-rules.yaml"))
            .Takes(Files)
            .Does(TestAsync);

    private static async Task<ExitCode> TestAsync(Invocation invocation, CancellationToken ct)
    {
        var paths = invocation.Get(Files);
        var rules = new List<SecretRule>();
        var failures = new List<string>();
        if (paths.Length == 0)
            rules.AddRange(SecretRuleSet.BuiltIn.Rules);
        foreach (var file in OwnRules.FilesOf(paths))
        {
            try
            {
                rules.AddRange(await OwnRules.ReadAsync(file, ct));
            }
            catch (SecretRuleException e)
            {
                failures.Add(e.Message);
            }
        }

        if (paths.Length > 0)
            failures.AddRange(NamesTaken(rules));
        foreach (var rule in rules)
        {
            ct.ThrowIfCancellationRequested();
            failures.AddRange(RuleProof.Failures(rule));
        }

        foreach (var failure in failures)
            invocation.Screen.Out.WriteLine(InertText.OneLine(failure));
        invocation.Screen.Note(
            $"{rules.Count:N0} {(rules.Count == 1 ? "rule" : "rules")}, {rules.Sum(r => r.Examples.Count):N0} examples, {rules.Sum(r => r.Counterexamples.Count):N0} counterexamples: " +
            $"{(failures.Count == 0 ? "all hold" : failures.Count == 1 ? "1 failure" : $"{failures.Count:N0} failures")}.");
        return failures.Count == 0 ? ExitCode.Done : ExitCode.BadData;
    }

    /// <summary>A scan would refuse them beside the rules of Fairlead.</summary>
    private static IEnumerable<string> NamesTaken(List<SecretRule> rules)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in rules)
        {
            foreach (var name in rule.Aliases.Prepend(rule.Id))
            {
                if (SecretRuleSet.BuiltIn.Find(name) is { } other && !IsFileOfFairlead(rule, other))
                    yield return $"{rule.Id}: {name} is the name of a rule of Fairlead ({other.Id})";
                else if (!seen.Add(name))
                    yield return $"{rule.Id}: {name} is the name of two rules";
            }
        }
    }

    /// <summary>Whoever works on the rules of Fairlead tests their files too.</summary>
    private static bool IsFileOfFairlead(SecretRule rule, SecretRule builtIn) => rule.Id == builtIn.Id && rule.Vendor == builtIn.Vendor && rule.Source == builtIn.Source;
}
