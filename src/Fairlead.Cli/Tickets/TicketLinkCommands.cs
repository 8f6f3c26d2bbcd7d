using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>Which Jira issue a ticket has, by a person's word.</summary>
internal static class TicketLinkCommands
{
    private static readonly Argument<string> Issue = new("KEY") { Description = "Key of an issue that is in Jira already" };

    private static readonly Option<string> Configuration = new("--configuration")
    {
        Description = "Which keeps the issue true from then on",
        HelpName = "NAME",
        Required = true,
    };

    public static TaughtCommand Link() =>
        new TaughtCommand(
            "link",
            "Link an issue that is in Jira already to chosen findings. What people wrote in it stays; it is closed once none of them is open.",
            new Example("Somebody reported it by hand before the scanner did", "fairlead ticket link SEC-12 --configuration payments --finding ID"))
        {
            Notes = ["If this is cut off, the same command completes it."],
        }
            .Takes(Issue)
            .Takes(TicketCreateCommand.Findings, Configuration, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session => Show(invocation, await session.Client.Tickets.LinkAsync(
                    new(invocation.Get(Configuration)!, invocation.Get(Issue), invocation.Get(TicketCreateCommand.Findings) ?? []), ct)),
                ct));

    public static TaughtCommand Unlink() =>
        new TaughtCommand(
            "unlink",
            "Part a ticket from its issue. The issue stays in Jira as it is; the findings get no new one until something new is opened or you ask.",
            new Example("SEC-12 has nothing to do with the findings", "fairlead ticket unlink SEC-12"),
            new Example("A new issue in its place", "fairlead ticket recreate ID && fairlead apply"))
            .Takes(TicketCommands.Which, TicketCommands.Configuration, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var tickets = session.Client.Tickets;
                    return Show(invocation, await tickets.UnlinkAsync((await TicketCommands.FindAsync(invocation, tickets, invocation.Get(TicketCommands.Which), ct)).Id, ct));
                },
                ct));

    public static TaughtCommand Relink() =>
        new TaughtCommand(
            "relink",
            "Give a ticket another issue that is in Jira already. What people wrote in that one stays, and the one before is left as it is.",
            new Example("The team works on SEC-20 instead of SEC-12", "fairlead ticket relink SEC-12 SEC-20"))
        {
            Notes = ["If this is cut off, the same command completes it."],
        }
            .Takes(TicketCommands.Which, Issue, TicketCommands.Configuration, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var tickets = session.Client.Tickets;
                    var ticket = await TicketCommands.FindAsync(invocation, tickets, invocation.Get(TicketCommands.Which), ct);
                    return Show(invocation, await tickets.RelinkAsync(ticket.Id, new(invocation.Get(Issue)), ct));
                },
                ct));

    private static ExitCode Show(Invocation invocation, TicketResponse ticket)
    {
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, ticket);
        else
            TicketCommands.Write(invocation.Screen, ticket);
        return ExitCode.Done;
    }
}
