using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Tickets;

/// <summary>The links from findings to Jira issues.</summary>
internal static class TicketCommands
{
    private const int LargestPage = 500;

    /// <summary>In characters; none of Jira's is as long.</summary>
    private const int LongestKey = 100;

    public static readonly Argument<string> Which = new("TICKET") { Description = "Id of the ticket, or key of its Jira issue" };

    public static readonly Option<string?> Configuration = new("--configuration")
    {
        Description = "Only of this configuration",
        HelpName = "NAME",
    };

    private const string Released = "released";

    private static readonly string[] States = ["planned", "sending", "uncertain", "retry", "parked", "rejected", "created", "forbidden", "deleted", Released, "lost", "unlinked"];

    private static readonly Option<string?> State = new("--state")
    {
        Description = $"{string.Join(", ", States)}. Any when left out, without released ones that another has replaced",
        HelpName = "STATE",
    };

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many, 0 for all; 200 when left out", 200, 0, CommonOptions.LargestLimit);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "ticket",
            "Which Jira issue stands for which findings, and what is not in Jira yet.",
            new Example("All tickets, the newest first", "fairlead ticket list"),
            new Example("What Jira refused, and why", "fairlead ticket list --state rejected"),
            new Example("An issue was deleted by mistake", "fairlead ticket recreate SEC-12"))
            .Has(List(), Show(), HistoryCommand.Create(), TicketCreateCommand.Create(), TicketLinkCommands.Link(), TicketLinkCommands.Unlink(), TicketLinkCommands.Relink(), TicketRepairCommands.Recreate(), TicketRepairCommands.Retry(), TicketRepairCommands.Rewrite(), TicketRepairCommands.Poll(), TicketRepairCommands.Reconcile());

    /// <param name="limit">0 for all.</param>
    public static Task<(IReadOnlyList<TicketResponse> Tickets, bool IsAll)> ReadAsync(
        TicketsClient tickets, TicketConfigurationId? configuration, string? state, int limit, CancellationToken ct) =>
        Pages.ReadAsync(limit, LargestPage, (cursor, size) => tickets.TicketsAsync(configuration, state, cursor, size, ct));

    /// <param name="configurations">Names; <see langword="null"/> where the tickets are of one configuration.</param>
    private static Listing ListingOf(
        Screen screen, IReadOnlyList<TicketResponse> tickets, IReadOnlyDictionary<TicketConfigurationId, string>? configurations)
    {
        var listing = configurations is null
            ? new Listing(screen, "ISSUE", "SEVERITY", "PRIORITY", "FINDINGS", "STATE", "STATUS", "SUMMARY", "NEEDS")
            : new Listing(screen, "ISSUE", "SEVERITY", "PRIORITY", "FINDINGS", "STATE", "STATUS", "SUMMARY", "CONFIGURATION", "NEEDS");
        foreach (var ticket in tickets)
        {
            var severity = ticket.Severity.ToString();
            string?[] cells = [ticket.IssueKey, severity, ticket.Priority, ticket.Findings.ToString("N0"), ticket.State, StatusOf(ticket), ticket.Summary ?? ticket.Group];
            listing.Row(configurations is null
                ? [.. cells, ticket.Reason]
                : [.. cells, NameOf(configurations, ticket.ConfigurationId), ticket.Reason]);
            listing.Painted(1, Colouring.OfSeverity(severity));
        }

        return listing;
    }

    /// <summary>An issue that was created alone is not read by the call that made it, but at the next look at what changed.</summary>
    private static string? StatusOf(TicketResponse ticket) => ticket.Status ?? (ticket.State == "created" ? "not read yet" : null);

    private static TaughtCommand List() =>
        new TaughtCommand(
            "list",
            "List tickets, the newest first.",
            new Example("All", "fairlead ticket list"),
            new Example("Whose outcome is not known yet", "fairlead ticket list --state uncertain"),
            new Example("Issue keys of one configuration", "fairlead ticket list --configuration payments --limit 0 --json | jq -r '.[].issueKey'"))
            .Takes(Configuration, State, Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) =>
            {
                var state = Words.OneOf(invocation.Get(State), "state", States);
                return ServerSession.UseAsync(invocation, session => ListAsync(invocation, session.Client.Tickets, state, ct), ct);
            });

    private static async Task<ExitCode> ListAsync(Invocation invocation, TicketsClient client, string? state, CancellationToken ct)
    {
        var configuration = invocation.Get(Configuration) is { } name ? (await client.ConfigurationAsync(name, ct)).Id : (TicketConfigurationId?)null;
        var (tickets, isAll) = await ReadAsync(client, configuration, state, invocation.Get(Limit), ct);
        // Keys of two sites may be the same.
        var names = tickets.Select(t => t.ConfigurationId).Distinct().Count() > 1 ? await ConfigurationNamesAsync(client, ct) : null;
        Answers.List(
            invocation.Screen,
            invocation.Get(CommonOptions.Json),
            tickets,
            state is null && configuration is null
                ? "There are no tickets. See what would become one: fairlead plan"
                : "No ticket matches. All of them: fairlead ticket list",
            items => ListingOf(invocation.Screen, items, names));
        if (!isAll)
            invocation.Screen.Note($"{tickets.Count:N0} are shown; --limit 0 shows all.");
        if (state is null && await HasReplacedAsync(client, configuration, tickets, ct))
            invocation.Screen.Note("Tickets whose issue was deleted or lost, and that another ticket has replaced, are not shown: fairlead ticket list --state released");
        return ExitCode.Done;
    }

    private static async Task<bool> HasReplacedAsync(
        TicketsClient client, TicketConfigurationId? configuration, IReadOnlyList<TicketResponse> shown, CancellationToken ct)
    {
        var listed = shown.Count(t => t.State == Released);
        return (await ReadAsync(client, configuration, Released, listed + 1, ct)).Tickets.Count > listed;
    }

    private static TaughtCommand Show() =>
        new TaughtCommand(
            "show",
            "Show one ticket.",
            new Example("By its issue", "fairlead ticket show SEC-12"),
            new Example("For a script", "fairlead ticket show SEC-12 --json | jq .state"))
            .Takes(Which, Configuration, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    // A list, in which it is found by its issue, tells less of it.
                    var found = await FindAsync(invocation, session.Client.Tickets, invocation.Get(Which), ct);
                    var ticket = await session.Client.Tickets.TicketAsync(found.Id, ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, ticket);
                    else
                        Write(invocation.Screen, ticket);
                    return ExitCode.Done;
                },
                ct));

    public static Task<TicketResponse> FindAsync(TicketsClient client, string typed, CancellationToken ct) => FindAsync(client, typed, null, null, ct);

    /// <summary>The same, of the configuration alone that <see cref="Configuration"/> names: keys of two sites may be the same.</summary>
    public static async Task<TicketResponse> FindAsync(Invocation invocation, TicketsClient client, string typed, CancellationToken ct) => await FindAsync(
        client, typed, invocation.Get(Configuration) is { } name ? (await client.ConfigurationAsync(name, ct)).Id : null, Configuration.Name, ct);

    private static async Task<TicketResponse> FindAsync(TicketsClient client, string typed, TicketConfigurationId? configuration, string? narrowBy, CancellationToken ct)
    {
        if (TicketId.TryParse(typed, null, out var id))
        {
            var found = await client.TicketAsync(id, ct);
            return configuration is { } asked && found.ConfigurationId != asked
                ? throw new CommandFailedException(ExitCode.NoInput, $"the ticket {id} is not of that configuration. See: fairlead ticket show {id}")
                : found;
        }

        if (typed.Length > LongestKey)
            throw new CommandFailedException(ExitCode.NoInput, $"there is no ticket \"{InertText.OneLine(typed, LongestKey)}\". See: fairlead ticket list");
        var tickets = await OfIssueAsync(null);
        if (tickets.Count == 0)
            tickets = await OfIssueAsync(Released);
        var names = tickets.Count > 1 ? await ConfigurationNamesAsync(client, ct) : [];
        return Named.One(
            typed, "ticket", tickets, t => t.IssueKey ?? "", t => t.Id.ToString(), "fairlead ticket list",
            t => $"of the configuration {InertText.OneLine(NameOf(names, t.ConfigurationId))}", configuration is null ? narrowBy : null);

        async Task<IReadOnlyList<TicketResponse>> OfIssueAsync(string? state)
        {
            var all = (await client.TicketsOfIssueAsync(typed, state, ct)).Items;
            return configuration is { } only ? [.. all.Where(t => t.ConfigurationId == only)] : all;
        }
    }

    public static async Task<Dictionary<TicketConfigurationId, string>> ConfigurationNamesAsync(TicketsClient client, CancellationToken ct) =>
        (await client.ConfigurationsAsync(ct)).ToDictionary(c => c.Id, c => c.Configuration.Name);

    /// <param name="names">Of those that are not deleted.</param>
    public static string NameOf(IReadOnlyDictionary<TicketConfigurationId, string> names, TicketConfigurationId id) => names.GetValueOrDefault(id, $"deleted ({id})");

    public static void Write(Screen screen, TicketResponse ticket) => Answers.Facts(
        screen,
        ("Issue", ticket.IssueKey),
        ("Page", ticket.Url),
        ("Summary", ticket.Summary),
        ("Group", ticket.Group),
        ("State", ticket.State),
        ("Status in Jira", StatusOf(ticket)),
        ("Severity", Words.Of(ticket.Severity)),
        ("Priority", ticket.Priority),
        ("Sub-task of", ticket.Parent),
        ("Sub-tasks", ticket.SubTasks is { Count: > 0 } below ? string.Join(", ", below.Select(s => $"{s.IssueKey ?? "not made yet"}{(s.IssueKey is null ? "" : $" ({s.Status ?? "status not read yet"})")}")) : null),
        ("Assignee", ticket.Assignee),
        ("Due", ticket.DueDate?.ToString("yyyy-MM-dd")),
        ("Labels", ticket.Labels is { Count: > 0 } labels ? string.Join(", ", labels) : null),
        ("Findings", ticket.Findings.ToString("N0")),
        ("Written by others", ticket.KeptFields is { Count: > 0 } kept ? string.Join(", ", kept.Select(k => $"{k.Field} ({k.By})")) : null),
        ("Needs", ticket.Reason),
        ("Run taken back", ticket.Undone is { } undone ? $"{undone.Undone}: {PlanText.Of(undone)}" : null),
        ("Next attempt", ticket.NextAttemptAt is { } at ? Answers.From(at) : null),
        ("Created", Answers.When(ticket.CreatedAt)),
        ("Updated", Answers.When(ticket.UpdatedAt)),
        ("Id", ticket.Id.ToString()));
}
