using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Rules;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.OnServer;

/// <summary>Rules that a server looks for secrets in Jira by: Fairlead's, switched, and those that administrators added.</summary>
internal static class OwnRuleCommands
{
    public static readonly Option<bool> OnServer = new("--on-server") { Description = "As a server has them: what is switched off, yours, what was given up" };

    private static readonly Argument<string> File = new("FILE") { Description = "The rule file, or - for standard input" };
    private static readonly Argument<string[]> Names = new("RULE") { Description = "Ids of rules", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Try = new("--try") { Description = "A file with a text in which the rules are tried; it is not kept", HelpName = "FILE" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only show what the rules are and find" };

    public static IEnumerable<TaughtCommand> All() =>
    [
        Add(),
        RuleImportCommand.Create(File, DryRun),
        Act("remove", "Remove rules of your own from a server; all that are named, or none.", RuleAction.Delete, "removed"),
        Act("enable", "Use rules, on a server; all that are named, or none.", RuleAction.Enable, "enabled"),
        Act("disable", "Do not use rules any more, on a server; all that are named, or none.", RuleAction.Disable, "disabled"),
    ];

    /// <summary>Whether a server is meant.</summary>
    /// <exception cref="CommandFailedException">One was named, but not meant.</exception>
    public static bool IsMeant(Invocation invocation)
    {
        if (invocation.Get(OnServer))
            return true;
        if (ServerOptions.All.FirstOrDefault(invocation.WasTyped) is { } typed)
            throw new CommandFailedException(ExitCode.Usage, $"usage: {typed.Name} is for rules of a server. Give {OnServer.Name} too, or leave it out.");
        return false;
    }

    public static Task<ExitCode> ListAsync(Invocation invocation, string? vendor, CancellationToken ct) => ServerSession.UseAsync(
        invocation,
        async session =>
        {
            var rules = (await session.Client.Secrets.RulesAsync(ct)).Where(rule => vendor is null || rule.Vendor.Equals(vendor, StringComparison.OrdinalIgnoreCase)).ToList();
            Answers.List(
                invocation.Screen,
                invocation.Get(CommonOptions.Json),
                rules,
                "There is no such rule. All of them: fairlead secrets rules list --on-server",
                items => ListingOf(invocation.Screen, items));
            return ExitCode.Done;
        },
        ct);

    public static Task<ExitCode> ShowAsync(Invocation invocation, string name, CancellationToken ct) => ServerSession.UseAsync(
        invocation,
        async session =>
        {
            var rule = await session.Client.Secrets.RuleAsync(name, ct);
            if (invocation.Get(CommonOptions.Json))
            {
                Answers.Json(invocation.Screen, rule);
                return ExitCode.Done;
            }

            Answers.Facts(
                invocation.Screen,
                ("Rule", rule.Id),
                ("Title", rule.Title),
                ("Vendor", rule.Vendor),
                ("Severity", Words.Of(rule.Severity)),
                ("State", StateOf(rule)),
                ("Problem", rule.Problem),
                ("Pattern", rule.Pattern),
                ("Also called", rule.ApiName),
                ("Revoke", rule.Revoke),
                ("Changed", rule.ChangedBy is { } by ? $"by {by}, {Answers.When(rule.ChangedAt)}" : null));
            if (rule.Text is { } text)
            {
                invocation.Screen.Out.WriteLine();
                foreach (var line in text.TrimEnd('\n').Split('\n'))
                    invocation.Screen.Out.WriteLine(InertText.OneLine(line));
            }

            return ExitCode.Done;
        },
        ct);

    private static Listing ListingOf(Screen screen, IReadOnlyList<SecretRuleResponse> rules)
    {
        var listing = new Listing(screen, "ID", "VENDOR", "SEVERITY", "TITLE", "STATE", "CHANGED BY", "PROBLEM");
        foreach (var rule in rules)
        {
            listing.Row(rule.Id, rule.Vendor, Words.Of(rule.Severity), rule.Title, StateOf(rule), rule.ChangedBy, rule.Problem);
            listing.Painted(2, Colouring.OfSeverity(rule.Severity.ToString())).Painted(6, Colour.Red);
        }

        return listing;
    }

    private static string StateOf(SecretRuleResponse rule) => rule switch
    {
        { Enabled: true, Problem: not null } => "given up",
        { Enabled: true } => "on",
        _ => "off",
    };

    private static TaughtCommand Add() =>
        new TaughtCommand(
            "add",
            "Add rules of your own to a server, or replace them by their ids: all of a file, or none. They hold in every Jira.",
            new Example("See what they find, and add them", "fairlead secrets rules add my-rules.yaml --try sample.txt --dry-run && fairlead secrets rules add my-rules.yaml --try sample.txt"))
        {
            Notes =
            [
                "Rules have examples and counterexamples, to which they are held. One with a regular expression alone has none, and needs a text in which it finds something (--try).",
                "What was looked through before is then out of date: fairlead secrets crawl looks through it again.",
            ],
        }
            .Takes(File, Try, DryRun, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => SendAsync(invocation, ct));

    private static async Task<ExitCode> SendAsync(Invocation invocation, CancellationToken ct)
    {
        var file = await YamlFile.OfAsync(invocation.Get(File), ct);
        var tried = invocation.Get(Try) is { } path ? (await YamlFile.OfAsync(path, ct)).Text : null;
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var added = await file.ApplyAsync(
                    invocation.Screen, text => session.Client.Secrets.AddRulesAsync(new SecretRulesRequest(text, tried, invocation.Get(DryRun)), ct));
                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, added);
                else
                    Write(invocation.Screen, added, tried is not null);
                return ExitCode.Done;
            },
            ct);
    }

    private static void Write(Screen screen, SecretRulesAdded added, bool wasTried)
    {
        foreach (var rule in added.Rules)
        {
            screen.Out.WriteLine($"{InertText.OneLine(rule.Id)}: {InertText.OneLine(rule.Title)}, {(added.Saved ? rule.Change : $"would be {rule.Change}")}");
            if (rule.Pattern is not null && rule.Literals.Count == 0)
                screen.Out.WriteLine("  no literal stands in every match, so that all of each text is read");
            foreach (var hit in rule.Hits)
                screen.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  finds {InertText.OneLine(hit.Masked)} at {hit.Line}:{hit.Column}"));
            if (wasTried && rule.Hits.Count == 0)
                screen.Out.WriteLine("  finds nothing in the text that it was tried on");
        }

        if (!added.Saved)
            screen.Note("Nothing was changed.");
    }

    private static TaughtCommand Act(string verb, string description, RuleAction action, string done) =>
        new TaughtCommand(verb, description, new Example("Several at once", $"fairlead secrets rules {verb} acme-token acme-session"))
            .Takes(Names)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var names = (await session.Client.Secrets.ActOnRulesAsync(action, invocation.Get(Names), ct)).Names;
                    invocation.Screen.Note($"{string.Join(", ", names.Select(InertText.OneLine))}: {done}. What was looked through before is out of date: fairlead secrets crawl --help");
                    return ExitCode.Done;
                },
                ct));
}
