using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Tickets;

/// <summary>What people say on tickets in Jira, and what it did to findings.</summary>
internal static class CommentCommands
{
    private const int LargestPage = 500;

    private static readonly Argument<string> Effect = new("EFFECT") { Description = "Id of what a comment did, as fairlead comment list shows it" };

    private static readonly Argument<string> Rules = new("CONFIGURATION") { Description = "Name or id of the configuration whose rules are tried" };

    private static readonly Option<string?> Ticket = new("--ticket") { Description = "Only on this ticket: its id, or the key of its Jira issue", HelpName = "TICKET" };

    private static readonly Option<string?> OfTicket = new("--ticket") { Description = "On the comments of this ticket's issue", HelpName = "TICKET" };

    private static readonly Option<string?> Text = new("--text") { Description = "On this text, as if anyone had written it", HelpName = "TEXT" };

    private static readonly Option<string?> As = new("--as")
    {
        Description = "Who wrote the text: a full name, an e-mail or an account's id, or as under by of a rule, such as assignee or group:security",
        HelpName = "WHO",
    };

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many, 0 for all; 100 when left out", 100, 0, CommonOptions.LargestLimit);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "comment",
            "What people say on tickets in Jira, and what it does to findings by the rules of a configuration (commentRules).",
            new Example("What is said on an issue", "fairlead comment show SEC-12"),
            new Example("What they did lately", "fairlead comment list"),
            new Example("One should not have", "fairlead comment undo ID"),
            new Example("Which rule would catch this?", "fairlead comment try payments --text \"false positive, dead code\""))
            .Has(List(), ConversationCommands.Show(), ConversationCommands.Add(), Undo(), Try());

    private static TaughtCommand List() =>
        new TaughtCommand(
            "list",
            "List what comments did, the newest first.",
            new Example("On one issue", "fairlead comment list --ticket SEC-12"),
            new Example("What could not be done, and why", "fairlead comment list --json | jq '.[] | select(.problem != null)'"))
            .Takes(TicketCommands.Configuration, Ticket, Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => ListAsync(invocation, session.Client, ct), ct));

    private static async Task<ExitCode> ListAsync(Invocation invocation, Client.FairleadClient client, CancellationToken ct)
    {
        var configuration = invocation.Get(TicketCommands.Configuration) is { } name ? (await client.Tickets.ConfigurationAsync(name, ct)).Id : (TicketConfigurationId?)null;
        var ticket = invocation.Get(Ticket) is { } typed ? (await TicketCommands.FindAsync(client.Tickets, typed, ct)).Id : (TicketId?)null;
        var (effects, isAll) = await Pages.ReadAsync(
            invocation.Get(Limit), LargestPage, (cursor, size) => client.Comments.EffectsAsync(ticket, configuration, cursor, size, ct));
        // Keys of two sites may be the same.
        var names = effects.Select(e => e.ConfigurationId).Distinct().Count() > 1 ? await TicketCommands.ConfigurationNamesAsync(client.Tickets, ct) : null;
        Answers.List(
            invocation.Screen,
            invocation.Get(CommonOptions.Json),
            effects,
            "No comment said anything by the rules yet. See which rules there are: fairlead configuration export NAME",
            items => ListingOf(invocation.Screen, items, names));
        if (!isAll)
            invocation.Screen.Note($"{effects.Count:N0} are shown; --limit 0 shows all.");
        return ExitCode.Done;
    }

    private static Listing ListingOf(
        Screen screen, IReadOnlyList<CommentEffectResponse> effects, IReadOnlyDictionary<TicketConfigurationId, string>? names)
    {
        var listing = new Listing(screen, ["ISSUE", .. names is null ? (string[])[] : ["CONFIGURATION"], "SAYS", "FINDINGS", "AUTHOR", "OUTCOME", "COMMENT", "EFFECT"]);
        foreach (var effect in effects)
        {
            listing.Row(
            [
                effect.IssueKey,
                .. names is null ? (string?[])[] : [TicketCommands.NameOf(names, effect.ConfigurationId)],
                effect.Status is { } status ? Typed(status) : effect.Severity is { } severity ? $"severity {Words.Of(severity)}" : "",
                effect.Findings.ToString("N0"),
                effect.Author,
                effect.Problem is { } problem ? $"not done: {problem}" : effect.Undone is { } undone ? $"undone: {undone.Because}" : effect.Findings == 0 ? "nothing to change" : effect.Until is { } until ? Until(until) : "done",
                effect.Text ?? "(restricted)",
                effect.Id.ToString(),
            ]);
        }

        return listing;
    }

    private static TaughtCommand Undo() =>
        new TaughtCommand(
            "undo",
            "Undo what a comment did. Findings on which somebody decided otherwise since stay; the comment is not judged again.",
            new Example("The id stands in the last column of: fairlead comment list", "fairlead comment undo ID"))
            .Takes(Effect, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) =>
            {
                if (!CommentEffectId.TryParse(invocation.Get(Effect), null, out var id))
                    throw new CommandFailedException(ExitCode.Usage, $"usage: \"{InertText.OneLine(invocation.Get(Effect), 80)}\" is no id. See fairlead comment list.");
                return ServerSession.UseAsync(
                    invocation,
                    async session =>
                    {
                        var effect = await session.Client.Comments.UndoAsync(id, ct);
                        if (invocation.Get(CommonOptions.Json))
                            Answers.Json(invocation.Screen, effect);
                        else
                            invocation.Screen.Out.WriteLine($"{effect.IssueKey}: undone. Its issue follows with the next run: fairlead apply");
                        return ExitCode.Done;
                    },
                    ct);
            });

    private static TaughtCommand Try() =>
        new TaughtCommand(
            "try",
            "Try a configuration's comment rules on a text, or on the real comments of a ticket. Changes nothing.",
            new Example("On a text", "fairlead comment try payments --text \"accepted until 2027-01-31\""),
            new Example("As somebody in particular", "fairlead comment try payments --text \"false positive\" --as \"Bob Tanaka\""),
            new Example("On all comments of an issue", "fairlead comment try payments --ticket SEC-12"))
            .Takes(Rules, Text, As, OfTicket, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) =>
            {
                if (invocation.Get(Text) is null == invocation.Get(OfTicket) is null)
                    throw new CommandFailedException(ExitCode.Usage, "usage: give --text or --ticket, one of the two.");
                if (invocation.Get(As) is not null && invocation.Get(Text) is null)
                    throw new CommandFailedException(ExitCode.Usage, "usage: --as goes with --text; comments of a ticket have authors of their own.");
                return ServerSession.UseAsync(invocation, session => TryAsync(invocation, session.Client, ct), ct);
            });

    private static async Task<ExitCode> TryAsync(Invocation invocation, Client.FairleadClient client, CancellationToken ct)
    {
        var ticket = invocation.Get(OfTicket) is { } typed ? (await TicketCommands.FindAsync(client.Tickets, typed, ct)).Id : (TicketId?)null;
        var tried = await client.Comments.TryAsync(invocation.Get(Rules), new TryCommentRulesRequest(invocation.Get(Text), ticket?.ToString(), As: invocation.Get(As)), ct);
        Answers.List(
            invocation.Screen, invocation.Get(CommonOptions.Json), tried, "The issue has no comments.",
            items =>
            {
                var listing = new Listing(invocation.Screen, "RULE", "STATUS", "SAYS", "AUTHOR", "COMMENT");
                foreach (var comment in items)
                    listing.Row(comment.Rule?.ToString() ?? "-", comment.Status is { } status ? Typed(status) : "-", SaysOf(comment), comment.Author, comment.Text);
                return listing;
            });
        return ExitCode.Done;
    }

    /// <summary>The last day on which it holds.</summary>
    private static string Until(DateTimeOffset end) => $"until {EndText.Of(end)}";

    /// <summary>As statuses are typed elsewhere.</summary>
    private static string Typed(string status) => Enum.TryParse<FindingState>(status, ignoreCase: true, out var known) ? Words.Of(known) : status;

    private static string SaysOf(TriedCommentResponse comment) =>
        comment.Ours ? "ours: never listened to"
        : comment is { Rule: null, PassedOver: { } passed } ? $"nothing: rule {passed} does not listen to its author"
        : comment.Rule is null ? "nothing"
        : comment.Problem is { } problem ? $"cannot be done: {problem}"
        : comment.Old ? "written before these rules: not judged by them"
        : comment.Until is { } until ? Until(until) : "this status";
}
