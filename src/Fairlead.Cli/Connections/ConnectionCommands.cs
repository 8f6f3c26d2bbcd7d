using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;

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
            .Has(ConnectionAddCommand.Create(), ConnectionTestCommand.Create(), ConnectionGuideCommand.Create(), ConnectionSampleCommand.Create(), ConnectionRotateCommand.Create(), ListCommand(), ConnectionWebhookCommand.Create(), ConnectionPauses.ResumeCommand(), ConnectionAcceptSiteCommand.Create(), ConnectionEditCommand.Create(), DisableCommand(), RemoveCommand());

    public static async Task<ConnectionResponse> FindAsync(ServerSession session, string typed, CancellationToken ct) =>
        Find(await session.Client.Connections.ListAsync(ct), typed);

    public static ConnectionResponse Find(IReadOnlyList<ConnectionResponse> all, string typed) =>
        Named.One(typed, "connection", all, c => c.Name, c => c.Id.ToString(), "fairlead connection list");

    private static TaughtCommand ListCommand() =>
        new TaughtCommand(
            "list",
            "List connections, whether they work, and whether tickets are sent through them.",
            new Example("Which Jiras there are", "fairlead connection list"),
            new Example("Those that do not work", "fairlead connection list --json | jq '.[] | select(.health == \"failing\")'"))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var connections = await session.Client.Connections.ListAsync(ct);
                    var pauses = await ConnectionPauses.ReadAsync(session, ct);
                    if (invocation.Get(CommonOptions.Json))
                    {
                        Answers.Json(invocation.Screen, connections.Select(pauses.WithPause));
                        return ExitCode.Done;
                    }

                    Answers.List(
                        invocation.Screen,
                        json: false,
                        connections,
                        "There are no connections. Add one: fairlead connection add --help",
                        items => ListingOf(invocation.Screen, items, pauses));
                    foreach (var connection in connections)
                    {
                        pauses.Warn(invocation.Screen, connection);
                        WarnOfSilence(invocation.Screen, connection);
                    }

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
            .Does((invocation, ct) => EndAsync(invocation, async (connections, id) => { await connections.DisableAsync(id, ct); return []; }, "disabled", ct));

    private static TaughtCommand RemoveCommand() =>
        new TaughtCommand(
            "remove",
            "Remove a connection with its secrets, and its webhook from Jira. Refused while a ticket configuration, ticket or run uses it.",
            new Example("It was added by mistake", "fairlead connection remove old"))
            .Takes(Which)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => EndAsync(invocation, async (connections, id) => (await connections.RemoveAsync(id, ct)).Notices, "removed", ct));

    private static Task<ExitCode> EndAsync(
        Invocation invocation, Func<ConnectionsClient, ConnectionId, Task<IReadOnlyList<string>>> end, string became, CancellationToken ct) =>
        ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var connection = await FindAsync(session, invocation.Get(Which), ct);
                var notices = await end(session.Client.Connections, connection.Id);
                invocation.Screen.Note($"{connection.Name} is {became}.");
                foreach (var notice in notices)
                    invocation.Screen.Note(InertText.OneLine(notice));
                return ExitCode.Done;
            },
            ct);

    private static string Worded(ConnectionHealth health) => health switch
    {
        ConnectionHealth.Healthy => "yes",
        ConnectionHealth.Failing => "no",
        ConnectionHealth.Attention => "yes, but look",
        _ => "not tested",
    };

    private static Listing ListingOf(Screen screen, IReadOnlyList<ConnectionResponse> connections, ConnectionPauses pauses)
    {
        var listing = new Listing(screen, "NAME", "JIRA", "SITE", "WORKS", "TICKETS", "LAST WRITE", "LAST LOOK", "LAST EVENT", "SIGNED IN AS", "LAST TEST");
        foreach (var connection in connections)
        {
            listing.Row(
                connection.Name,
                Words.Of(connection.Edition),
                connection.BaseUrl,
                connection.IsEnabled ? Worded(connection.Health) : "disabled",
                pauses.Of(connection.Id) is not null ? "paused" : !connection.IsEnabled ? "" : connection.Health == ConnectionHealth.Failing ? "cannot be sent" : "are sent",
                Shown(connection.Traffic?.LastWriteAt),
                Shown(connection.Traffic?.LastLookAt),
                Shown(connection.Traffic?.LastEventAt),
                connection.Account,
                connection.HealthDetail ?? Answers.When(connection.CheckedAt));
            listing.Painted(3, connection.Health switch
            {
                ConnectionHealth.Healthy => Colour.Green,
                ConnectionHealth.Failing => Colour.Red,
                ConnectionHealth.Attention => Colour.Yellow,
                _ => Colour.None,
            });
            listing.Painted(4, pauses.Of(connection.Id) is null ? Colour.None : Colour.Red);
            listing.Painted(6, connection.Traffic?.Trouble is null ? Colour.None : Colour.Red);
        }

        return listing;
    }

    private static void WarnOfSilence(Screen screen, ConnectionResponse connection)
    {
        if (connection.Traffic is not { } traffic)
            return;
        if (traffic.Trouble is { } trouble)
            screen.Warn($"what changes in Jira is not read through {connection.Name} since {Shown(trouble.Since)} UTC: {trouble.Reason} {trouble.NextStep}");
        if (traffic.WebhookWarning is { } warning)
            screen.Warn($"{connection.Name}: {warning}");
        if (traffic.UnheardIssues > 0)
            screen.Warn($"{connection.Name}: {traffic.UnheardIssues:N0} {(traffic.UnheardIssues == 1 ? "issue waits" : "issues wait")} to be read, because Jira does not show them or their comments to the account, or their configuration is disabled");
    }

    private static string? Shown(DateTimeOffset? at) => at is { } moment ? $"{moment:yyyy-MM-dd HH:mm}" : null;
}
