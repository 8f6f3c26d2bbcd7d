using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Connections;

/// <summary>A person's word that the Jira which answers now is the right one.</summary>
internal static class ConnectionAcceptSiteCommand
{
    private static readonly Option<string?> Site = new("--site")
    {
        Description = "Accept only if this is the Jira that answers now, as the list names it",
        HelpName = "SITE",
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "accept-site",
            "Say that the Jira which answers now is the right one, although it is not the one from before.",
            new Example("The site was renamed", "fairlead connection accept-site team"))
        {
            Notes =
            [
                "Fairlead writes nothing when a connection leads to another Jira than before: a copy, such as staging, has the same issues.",
                "Tickets keep their issues. Those that the new Jira does not have are not taken for deleted at once.",
            ],
        }
            .Takes(ConnectionCommands.Which, Site, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var connection = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
                    var site = invocation.Get(Site) ?? connection.OtherSite ?? connection.Site ?? "";
                    var accepted = await session.Client.Connections.AcceptSiteAsync(connection.Id, site, ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, accepted);
                    else
                        invocation.Screen.Out.WriteLine($"{InertText.OneLine(connection.Name)} is {InertText.OneLine(site)} from now on, was {InertText.OneLine(connection.Site ?? "unknown")}. A running server goes on by itself; without one: fairlead apply");
                    return ExitCode.Done;
                },
                ct));
}
