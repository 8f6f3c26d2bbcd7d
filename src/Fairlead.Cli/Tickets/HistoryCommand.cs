using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>Jira's own history of a ticket's issue.</summary>
internal static class HistoryCommand
{
    private static readonly Option<int> Limit = CommonOptions.Number(["--limit", "-n"], "COUNT", "At most so many of the latest; 50 when left out", 50, 1, 100);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "history",
            "Show what was changed in a ticket's issue and by whom, read from Jira's own history at this moment, the latest last.",
            new Example("Who moved it?", "fairlead ticket history SEC-12"))
            .Takes(TicketCommands.Which, Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var ticket = await TicketCommands.FindAsync(session.Client.Tickets, invocation.Get(TicketCommands.Which), ct);
                    return Write(invocation, await session.Client.Tickets.HistoryAsync(ticket.Id, invocation.Get(Limit), ct));
                },
                ct));

    private static ExitCode Write(Invocation invocation, TicketHistoryResponse history)
    {
        if (invocation.Get(CommonOptions.Json))
        {
            Answers.Json(invocation.Screen, history);
            return ExitCode.Done;
        }

        Answers.List(invocation.Screen, json: false, history.Changes, $"Nobody changed {history.IssueKey} since it was made.", items =>
        {
            var listing = new Listing(invocation.Screen, "CHANGED", "BY", "FIELD", "FROM", "TO");
            foreach (var change in items)
            {
                foreach (var field in change.Fields)
                    listing.Row(change.ChangedAt.ToString("yyyy-MM-dd HH:mm"), change.Ours ? $"{change.Author} (Fairlead)" : change.Author, field.Field, field.From ?? "-", field.To ?? "-");
            }

            return listing;
        });
        if (history.Changes.Count < history.Total)
            invocation.Screen.Note($"The latest {history.Changes.Count:N0} of {history.Total:N0} changes are shown.");
        return ExitCode.Done;
    }
}
