using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Rules;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Rules;

/// <summary>What is done about findings that meet conditions.</summary>
internal static class RuleCommands
{
    private static readonly Declared Things = new("rule");
    private static readonly Argument<string> Name = new("NAME") { Description = "Name of the rule" };

    private static readonly Option<string> Until = new("--until")
    {
        Description = "The last day on which it acts, UTC, as 2027-01-31; 366 days ahead at most",
        HelpName = "DAY",
        Required = true,
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "rule",
            "What is done about findings that meet conditions: a ticket, a status, a message. Once for each time that a finding is opened.",
            new Example("Put rules in force; safe to repeat", "fairlead rule apply -f rules.yaml"),
            new Example("See what one would do, and let it", "fairlead rule simulate tests-only && fairlead rule enable tests-only"))
        {
            Notes = ["docs/examples/rules.yaml is a commented file to start from.", "A rule that is made is disabled unless the file says otherwise, and ends after 30 days unless it names another day."],
        }
            .Has(
                List(),
                Apply(),
                Simulate(),
                Many("enable", "Enable rules. They mind findings that are opened from then on; with existing: true also those that are open.", RuleAction.Enable),
                Many("disable", "Disable rules. What they did stays.", RuleAction.Disable),
                Many("delete", "Delete rules. What they did stays.", RuleAction.Delete),
                Renew());

    private static TaughtCommand List() => Things.List(
        "List rules, on how many findings they acted and when they end.",
        "There are no rules. Start with: fairlead rule apply -f docs/examples/rules.yaml",
        (client, ct) => client.Rules.ListAsync(ct),
        ListingOf);

    private static Listing ListingOf(Screen screen, IReadOnlyList<FindingRuleResponse> rules)
    {
        var listing = new Listing(screen, "NAME", "DOES", "FINDINGS", "LAST", "UNTIL", "STATE");
        foreach (var r in rules)
        {
            listing.Row(
                r.Rule.Name,
                string.Join(", ", DoesOf(r.Rule.Then)),
                r.Findings.ToString("N0"),
                Answers.When(r.LastActedAt),
                r.Rule.Expires,
                r.Problem ?? (r.EndsSoon ? "enabled, ends soon" : r.Rule.Enabled ? "enabled" : "disabled"));
            listing.Painted(5, r.Problem is not null ? Colour.Red : r.EndsSoon ? Colour.Yellow : Colour.None);
        }

        return listing;
    }

    private static IEnumerable<string> DoesOf(RuleActionsBody then)
    {
        if (then.Status is { } status)
            yield return status.Days is { } days ? $"{status.To} for {days} days" : status.To;
        if (then.Ticket is { } ticket)
            yield return $"ticket in {ticket}";
        if (then.Notify is { Count: > 0 } receivers)
            yield return $"tells {string.Join(" and ", receivers)}";
    }

    private static TaughtCommand Apply() =>
        Things.Apply((client, yaml, ct) => client.Rules.ApplyAsync(yaml, ct), (screen, applied) =>
        {
            foreach (var (rule, change) in applied)
            {
                screen.Out.WriteLine($"{InertText.OneLine(rule.Rule.Name)}: {change}{(rule.Rule.Enabled ? "" : "; it is disabled")}");
                if (rule.Problem is { } problem)
                    screen.Warn($"{InertText.OneLine(rule.Rule.Name)}: {problem}");
            }

            if (applied.FirstOrDefault(a => !a.Rule.Rule.Enabled) is { } waiting)
                screen.Note($"See what it would do: fairlead rule simulate {ShellWord.Of(InertText.OneLine(waiting.Rule.Rule.Name))}");
        });

    private static TaughtCommand Simulate() =>
        new TaughtCommand(
            "simulate",
            "Show what a rule would do about all findings that are open now. Does nothing.",
            new Example("Before it is enabled", "fairlead rule simulate tests-only"))
            .Takes(Name, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var rule = (await session.Client.Rules.GetAsync(invocation.Get(Name), ct)).Rule;
                    var simulation = await session.Client.Rules.SimulateAsync(rule with { Expires = null }, ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, simulation);
                    else
                        Write(invocation.Screen, rule, simulation);
                    return ExitCode.Done;
                },
                ct));

    private static void Write(Screen screen, FindingRuleBody rule, RuleSimulation simulation)
    {
        Answers.Facts(
            screen,
            ("Open findings that match", simulation.Matching.ToString("N0")),
            ("Acted on before", simulation.Acted == 0 ? null : simulation.Acted.ToString("N0")),
            (rule.Then.Status is { } status ? $"Would become {status.To}" : "", rule.Then.Status is null ? null : simulation.Decided.ToString("N0")),
            (rule.Then.Ticket is { } ticket ? $"Would be let into {ticket}" : "", rule.Then.Ticket is null ? null : simulation.Admitted.ToString("N0")));
        foreach (var warning in simulation.Warnings)
            screen.Warn($"when.{warning}");
        if (!rule.Existing && simulation.Matching > 0)
            screen.Note("It minds only findings that are opened after it is enabled; existing: true makes it act on these as well.");
        if (simulation.Samples.Count == 0)
            return;
        screen.Out.WriteLine();
        var listing = new Listing(screen, "SEVERITY", "STATUS", "TITLE", "ASSET");
        foreach (var sample in simulation.Samples)
            listing.Row(Words.Of(sample.Severity), sample.Status, sample.Title, sample.Asset);
        listing.Write();
    }

    private static TaughtCommand Many(string verb, string description, RuleAction action) =>
        Things.Many(verb, description, "tests-only legacy", async (client, names, ct) => (await client.Rules.ActAsync(action, names, ct)).Names);

    private static TaughtCommand Renew() =>
        new TaughtCommand("renew", "Let a rule act until another day.", new Example("For another quarter", "fairlead rule renew tests-only --until 2027-03-31"))
            .Takes(Name, Until)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    if (!DateOnly.TryParseExact(invocation.Get(Until), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                        throw new CommandFailedException(ExitCode.Usage, "--until: write the day as 2027-01-31.");
                    var rule = await session.Client.Rules.RenewAsync(invocation.Get(Name), day, ct);
                    invocation.Screen.Note($"{InertText.OneLine(rule.Rule.Name)}: acts until {rule.Rule.Expires}.");
                    return ExitCode.Done;
                },
                ct));
}
