using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Connections;

/// <summary>Jira sites and how Fairlead signs in to them.</summary>
internal static class ConnectionCommands
{
    public static readonly Argument<string> Which = new("NAME") { Description = "Name or id of the connection" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "connection",
            "Jira sites and how Fairlead signs in to them.",
            new Example(
                "Jira Cloud, with an API token from id.atlassian.com",
                "fairlead connection add team --site https://team.atlassian.net --email me@team.example --token-env JIRA_TOKEN"),
            new Example(
                "Jira Data Center, with a personal access token",
                "fairlead connection add team --site https://jira.team.example --token-env JIRA_TOKEN"),
            new Example("Does it work, and may it do in project SEC what is needed?", "fairlead connection test team --project SEC"))
            .Has(ConnectionAddCommand.Create(), ConnectionTestCommand.Create(), ConnectionRotateCommand.Create(), ListCommand(), DisableCommand());

    public static async Task<ConnectionResponse> FindAsync(ServerSession session, string typed, CancellationToken ct) =>
        Named.One(typed, "connection", await session.Client.Connections.ListAsync(ct), c => c.Name, c => c.Id.ToString(), "fairlead connection list");

    private static TaughtCommand ListCommand() =>
        new TaughtCommand(
            "list",
            "List connections and whether they work.",
            new Example("Which Jiras there are", "fairlead connection list"),
            new Example("Those that do not work", "fairlead connection list --json | jq '.[] | select(.health == \"failing\")'"))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        await session.Client.Connections.ListAsync(ct),
                        "There are no connections. Add one: fairlead connection add --help",
                        connections => ListingOf(invocation.Screen, connections));
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand DisableCommand() =>
        new TaughtCommand(
            "disable",
            "Stop using a connection. Its tickets and history stay.",
            new Example("The site has moved", "fairlead connection disable old"))
            .Takes(Which)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var connection = await FindAsync(session, invocation.Get(Which), ct);
                    await session.Client.Connections.DisableAsync(connection.Id, ct);
                    invocation.Screen.Note($"{connection.Name} is disabled.");
                    return ExitCode.Done;
                },
                ct));

    private static Listing ListingOf(Screen screen, IReadOnlyList<ConnectionResponse> connections)
    {
        var listing = new Listing(screen, "NAME", "EDITION", "SITE", "HEALTH", "ACCOUNT", "DETAIL");
        foreach (var connection in connections)
        {
            listing.Row(
                connection.Name,
                Words.Of(connection.Edition),
                connection.BaseUrl,
                connection.IsEnabled ? Words.Of(connection.Health) : "disabled",
                connection.Account,
                connection.HealthDetail);
            listing.Painted(3, connection.Health switch
            {
                ConnectionHealth.Healthy => Colour.Green,
                ConnectionHealth.Failing => Colour.Red,
                ConnectionHealth.Attention => Colour.Yellow,
                _ => Colour.None,
            });
        }

        return listing;
    }
}
