using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>The comments of a ticket's issue, and one more.</summary>
internal static class ConversationCommands
{
    private const int UsualSize = 50;

    private static readonly Argument<string> Text = new("TEXT") { Description = "What is said; - reads it from standard input" };

    private static readonly Option<int> Limit = CommonOptions.Number(["--limit", "-n"], "COUNT", "At most so many of the latest; 50 when left out", UsualSize, 1, 100);

    public static TaughtCommand Show() =>
        new TaughtCommand(
            "show",
            "Show what is said on a ticket's issue, read from Jira at this moment, the latest last.",
            new Example("On one issue", "fairlead comment show SEC-12"))
            .Takes(TicketCommands.Which, Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var ticket = await TicketCommands.FindAsync(session.Client.Tickets, invocation.Get(TicketCommands.Which), ct);
                    return Write(invocation, await session.Client.Comments.OfTicketAsync(ticket.Id, invocation.Get(Limit), ct));
                },
                ct));

    public static TaughtCommand Add() =>
        new TaughtCommand(
            "add",
            "Say something on a ticket's issue. Fairlead's account writes it, with your name below.",
            new Example("For whoever works on it", "fairlead comment add SEC-12 \"The fix is in 1.4, please upgrade.\""),
            new Example("A longer text", "cat note.txt | fairlead comment add SEC-12 -"))
        {
            Notes = ["The same words within ten minutes are said once: if this is cut off, the same command completes it.", "Comment rules do not listen to it. To decide on a finding: fairlead finding set-status"],
        }
            .Takes(TicketCommands.Which)
            .Takes(Text)
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(async (invocation, ct) =>
            {
                var text = await TextAsync(invocation.Get(Text), ct);
                return await ServerSession.UseAsync(
                    invocation,
                    async session =>
                    {
                        var ticket = await TicketCommands.FindAsync(session.Client.Tickets, invocation.Get(TicketCommands.Which), ct);
                        var said = await session.Client.Comments.SayAsync(ticket.Id, new(text), ct);
                        if (invocation.Get(CommonOptions.Json))
                            Answers.Json(invocation.Screen, said);
                        else
                            invocation.Screen.Out.WriteLine($"Said on {said.IssueKey}.");
                        return ExitCode.Done;
                    },
                    ct);
            });

    private static async Task<string> TextAsync(string typed, CancellationToken ct)
    {
        if (typed != "-")
            return typed;
        using var input = new StreamReader(InterruptibleInput.Standard());
        return await input.ReadToEndAsync(ct);
    }

    private static ExitCode Write(Invocation invocation, TicketCommentsResponse said)
    {
        if (invocation.Get(CommonOptions.Json))
        {
            Answers.Json(invocation.Screen, said);
            return ExitCode.Done;
        }

        Answers.List(invocation.Screen, json: false, said.Comments, $"Nobody said anything on {said.IssueKey} yet.", items =>
        {
            var listing = new Listing(invocation.Screen, "WRITTEN", "AUTHOR", "COMMENT");
            foreach (var comment in items)
                listing.Row(comment.WrittenAt?.ToString("yyyy-MM-dd HH:mm") ?? "-", comment.Ours ? $"{comment.Author} (Fairlead)" : comment.Author, comment.Text ?? $"(only for {comment.VisibleTo})");
            return listing;
        });
        if (said.Comments.Count < said.Total)
            invocation.Screen.Note($"The latest {said.Comments.Count:N0} of {said.Total:N0} are shown.");
        return ExitCode.Done;
    }
}
