using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Connections;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Tickets;

/// <summary>What people do about issues that somebody deleted, moved or hid.</summary>
internal static class TicketRepairCommands
{
    private static readonly Argument<string[]> Sites = new("CONNECTION")
    {
        Description = "Names or ids of connections; all that are enabled when left out",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Argument<string[]> Refused = new("TICKET")
    {
        Description = "Ids of tickets, or keys of their Jira issues; all whose issue Jira refused to make when left out",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Argument<string[]> Rewritten = new("TICKET")
    {
        Description = "Ids of tickets, or keys of their Jira issues",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Argument<string[]> Gone = new("TICKET")
    {
        Description = "Ids of tickets, or keys of their Jira issues; with --configuration and none named, all whose issue was deleted, is lost or was unlinked",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static TaughtCommand Recreate() =>
        new TaughtCommand(
            "recreate",
            "Ask for new issues in place of those that were deleted in Jira, are lost or were unlinked. The next apply makes them.",
            new Example("SEC-12 was deleted by mistake", "fairlead ticket recreate SEC-12 && fairlead apply"),
            new Example("Jira was set up anew and is empty", "fairlead ticket recreate --configuration payments && fairlead apply payments"))
            .Takes(Gone, TicketCommands.Configuration, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => RecreateAsync(invocation, session.Client.Tickets, ct), ct));

    private static async Task<ExitCode> RecreateAsync(Invocation invocation, TicketsClient client, CancellationToken ct)
    {
        var named = invocation.Get(Gone) ?? [];
        if (named.Length == 0 && invocation.Get(TicketCommands.Configuration) is null)
            throw new CommandFailedException(ExitCode.Usage, "usage: name the tickets, or all of a configuration with --configuration NAME.");
        var asked = await EachAsync(invocation, client, named, ["deleted", "lost", "unlinked"], client.RecreateAsync, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, asked);
        else
            invocation.Screen.Out.WriteLine(asked.Count == 0 ? "No issue was deleted, is lost or was unlinked." : $"{asked.Count:N0} made anew with the next run: fairlead apply");
        return ExitCode.Done;
    }

    public static TaughtCommand Retry() =>
        new TaughtCommand(
            "retry",
            "Try again what Jira refused, once what was wrong is corrected in Jira. The next apply does.",
            new Example("A workflow was corrected, so that SEC-12 can be closed", "fairlead ticket retry SEC-12 && fairlead apply"),
            new Example("All issues that Jira refused to make", "fairlead ticket retry --configuration payments && fairlead apply payments"))
            .Takes(Refused, TicketCommands.Configuration, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => RetryAsync(invocation, session.Client.Tickets, ct), ct));

    private static async Task<ExitCode> RetryAsync(Invocation invocation, TicketsClient client, CancellationToken ct)
    {
        var asked = await EachAsync(invocation, client, invocation.Get(Refused) ?? [], ["rejected"], client.RetryAsync, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, asked);
        else
            invocation.Screen.Out.WriteLine(asked.Count == 0 ? "Jira refused nothing." : $"{asked.Count:N0} tried again with the next run: fairlead apply");
        return ExitCode.Done;
    }

    public static TaughtCommand Rewrite() =>
        new TaughtCommand(
            "rewrite",
            "Send Fairlead's own text and fields again where somebody else wrote theirs in an issue since. The next apply does.",
            new Example("The description of SEC-12 is to follow the findings again", "fairlead ticket rewrite SEC-12 && fairlead apply"))
        {
            Notes =
            [
                "fairlead ticket show tells what others wrote. What they change after this stays again.",
                "For all issues of a configuration, for good: owners of the configuration.",
            ],
        }
            .Takes(Rewritten, TicketCommands.Configuration, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => RewriteAsync(invocation, session.Client.Tickets, ct), ct));

    private static async Task<ExitCode> RewriteAsync(Invocation invocation, TicketsClient client, CancellationToken ct)
    {
        var asked = await EachAsync(invocation, client, invocation.Get(Rewritten) ?? [], [], client.RewriteAsync, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, asked);
        else
            invocation.Screen.Out.WriteLine($"{asked.Count:N0} written again with the next run: fairlead apply");
        return ExitCode.Done;
    }

    /// <summary>Asks for the tickets that are named, or for all in these states when none is.</summary>
    private static async Task<IReadOnlyList<TicketResponse>> EachAsync(
        Invocation invocation, TicketsClient client, string[] named, string[] states, Func<TicketId, CancellationToken, Task<TicketResponse>> ask, CancellationToken ct)
    {
        var chosen = new List<TicketResponse>();
        foreach (var name in named)
            chosen.Add(await TicketCommands.FindAsync(invocation, client, name, ct));
        if (named.Length == 0)
        {
            var configuration = invocation.Get(TicketCommands.Configuration) is { } name ? (await client.ConfigurationAsync(name, ct)).Id : (TicketConfigurationId?)null;
            foreach (var state in states)
                chosen.AddRange((await TicketCommands.ReadAsync(client, configuration, state, 0, ct)).Tickets);
        }

        var asked = new List<TicketResponse>();
        foreach (var ticket in chosen)
        {
            try
            {
                asked.Add(await ask(ticket.Id, ct));
            }
            catch (FairleadProblemException e) when (named.Length == 0 && e.Problem.Status == 409)
            {
                // Withdrawn, being looked for, or asked for already.
            }
        }

        return asked;
    }

    public static TaughtCommand Reconcile() =>
        new TaughtCommand(
            "reconcile",
            "Read every linked issue again: its status, whether it was moved, hidden or deleted, and whether Fairlead's labels, which are put back, were taken away. A running server does so once a day.",
            new Example("After issues were made visible to Fairlead's account", "fairlead ticket reconcile"),
            new Example("Only one Jira", "fairlead ticket reconcile team"))
        {
            Notes = ["An issue counts as deleted only when it was missing twice, at least ten minutes apart."],
        }
            .Takes(Sites, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => ReconcileAsync(invocation, session, ct), ct));

    public static TaughtCommand Poll() =>
        new TaughtCommand(
            "poll",
            "Look at the issues that somebody changed in Jira since the last look, and do what comments on them say. A running server does it every minute.",
            new Example("Before a run without a server", "fairlead ticket poll && fairlead apply"),
            new Example("Only one Jira", "fairlead ticket poll team"))
            .Takes(Sites, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => PollAsync(invocation, session, ct), ct));

    private static async Task<ExitCode> PollAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var reports = await EachAsync(
            invocation, session, async c => new PolledConnection(c.Name, await session.Client.Tickets.PollAsync(c.Id, ct)),
            items =>
            {
                var listing = new Listing(invocation.Screen, "CONNECTION", "ISSUES", "CHANGED", "HEEDED");
                foreach (var (name, report) in items)
                    listing.Row(name, report.Tickets.ToString("N0"), report.Changed.ToString("N0"), report.CommentEffects.ToString("N0"));
                return listing;
            },
            ct);
        return reports.Exit;
    }

    private static async Task<ExitCode> ReconcileAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var (reports, exit) = await EachAsync(
            invocation, session, async c => new ReconciledConnection(c.Name, await session.Client.Tickets.ReconcileAsync(c.Id, ct)),
            items => ListingOf(invocation.Screen, items), ct);
        foreach (var held in reports.Where(r => r.Report.Held))
            invocation.Screen.Warn($"{held.Connection}: {held.Report.Reason}. {held.Report.NextStep}");
        return exit == ExitCode.Done && reports.Any(r => r.Report.Held) ? ExitCode.DonePartly : exit;
    }

    /// <summary>Reads the named connections, or all that are enabled; one's trouble does not keep the others from being read.</summary>
    private static async Task<(IReadOnlyList<T> Reports, ExitCode Exit)> EachAsync<T>(
        Invocation invocation, ServerSession session, Func<ConnectionResponse, Task<T>> readAsync, Func<IReadOnlyList<T>, Listing> show, CancellationToken ct)
    {
        var all = await session.Client.Connections.ListAsync(ct);
        var named = invocation.Get(Sites) ?? [];
        var chosen = named.Length == 0
            ? all.Where(c => c.IsEnabled).ToList()
            : [.. named.Select(n => ConnectionCommands.Find(all, n))];
        var reports = new List<T>();
        var failures = new List<string>();
        foreach (var connection in chosen)
        {
            try
            {
                reports.Add(await readAsync(connection));
            }
            catch (FairleadProblemException e) when (e.Problem.Status is 409 or 503)
            {
                failures.Add($"{connection.Name}: {e.Message}");
            }
        }

        Answers.List(
            invocation.Screen,
            invocation.Get(CommonOptions.Json),
            reports,
            all.Count == 0 ? "There are no connections. Add one: fairlead connection add --help" : "No connection could be read.",
            show);
        foreach (var disabled in named.Length == 0 ? all.Where(c => !c.IsEnabled) : [])
            invocation.Screen.Warn($"{disabled.Name} is disabled, so it was not read. To use it again: fairlead connection edit {ShellWord.Of(disabled.Name)} --enable");
        failures.ForEach(invocation.Screen.Warn);
        // Nothing was done at all, and it may be done later.
        return (reports, chosen.Count > 0 && reports.Count == 0 ? ExitCode.TryLater : failures.Count > 0 ? ExitCode.DonePartly : ExitCode.Done);
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<ReconciledConnection> reports)
    {
        var listing = new Listing(screen, "CONNECTION", "ISSUES", "CHANGED", "MOVED", "NOT VISIBLE", "DELETED");
        foreach (var (name, report) in reports)
        {
            listing.Row(
                name, report.Tickets.ToString("N0"), report.Changed.ToString("N0"), report.Moved.ToString("N0"), report.Forbidden.ToString("N0"),
                report.Deleted.ToString("N0"));
        }

        return listing;
    }
}

/// <param name="Connection">Its name.</param>
internal sealed record ReconciledConnection(string Connection, Client.Tickets.ReconcileResponse Report);

/// <param name="Connection">Its name.</param>
internal sealed record PolledConnection(string Connection, Client.Tickets.PollResponse Report);
