using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Connections;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Jira;

/// <summary>What a Jira holds, read and changed live through a connection.</summary>
internal static class JiraCommands
{
    private static readonly Option<string> Connection = new("--connection", "-c")
    {
        Description = "Name or id of the connection",
        HelpName = "NAME",
        Required = true,
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "jira",
            "Look at a Jira and work on its issues through a connection.",
            new Example("Which projects the account may see", "fairlead jira projects --connection team"),
            new Example("What a new Bug in SEC must have", "fairlead jira fields --connection team --project SEC --type Bug"),
            new Example("Issues that Fairlead made", "fairlead jira search --connection team \"project = SEC AND labels = fairlead\""))
            .Has(
                JiraSiteCommands.Projects(),
                JiraSiteCommands.IssueTypes(),
                JiraSiteCommands.Fields(),
                JiraSiteCommands.Users(),
                JiraSiteCommands.Workflow(),
                JiraSearchCommand.Create(),
                JiraIssueCommands.Issue(),
                JiraIssueCommands.Comment(),
                JiraIssueCommands.Transition());

    /// <summary>Completes a command: it takes a connection, may print JSON, and acts on that Jira.</summary>
    public static TaughtCommand AtJira(
        this TaughtCommand command, Func<Invocation, JiraClientFor, CancellationToken, Task<ExitCode>> act) =>
        command
            .Takes(Connection, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var connection = await ConnectionCommands.FindAsync(session, invocation.Get(Connection)!, ct);
                    return await act(invocation, session.Client.Connections.Jira(connection.Id), ct);
                },
                ct));

    /// <summary>Completes a command that lists.</summary>
    public static TaughtCommand ListsAtJira<T>(
        this TaughtCommand command,
        Func<Invocation, JiraClientFor, CancellationToken, Task<IReadOnlyList<T>>> read,
        string none,
        IReadOnlyList<string> headings,
        Func<T, IReadOnlyList<string?>> cells) =>
        command.AtJira(async (invocation, jira, ct) =>
        {
            Answers.List(
                invocation.Screen,
                invocation.Get(CommonOptions.Json),
                await read(invocation, jira, ct),
                none,
                items => items.Aggregate(new Listing(invocation.Screen, headings), (listing, item) => listing.Row(cells(item))));
            return ExitCode.Done;
        });
}
