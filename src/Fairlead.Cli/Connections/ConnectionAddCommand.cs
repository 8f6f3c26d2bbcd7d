using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Connections;

internal static class ConnectionAddCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Your name for it, such as the team's" };

    private static readonly Option<string> Site = new("--site")
    {
        Description = "Jira's address, as in the browser",
        HelpName = "URL",
        Required = true,
    };

    private static readonly Option<string?> Edition = new("--edition")
    {
        Description = "cloud or data-center; asked of the site when left out",
        HelpName = "EDITION",
    };

    public static readonly Option<bool> NoTest = new("--no-test") { Description = "Store it without calling Jira" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "add",
            "Add a Jira site and test it. The secret is stored encrypted in the data directory or server, and never shown again.",
            new Example(
                "Jira Cloud: your e-mail and an API token (id.atlassian.com → Security → API tokens)",
                "fairlead connection add team --site https://team.atlassian.net --email me@team.example --token-env JIRA_TOKEN"),
            new Example(
                "Jira Data Center: a personal access token (your profile → Personal Access Tokens)",
                "fairlead connection add team --site https://jira.team.example --token-env JIRA_TOKEN"),
            new Example("Be asked for the token on the terminal", "fairlead connection add team --site https://team.atlassian.net --email me@team.example"),
            new Example(
                "A token with scopes",
                "fairlead connection add team --site https://team.atlassian.net --email me@team.example --scoped --token-env JIRA_TOKEN"),
            new Example(
                "A secret that stays in a mounted file",
                "fairlead connection add team --site https://jira.team.example --token-from file:/run/secrets/jira"))
            .Takes([Name, Site, Edition, .. CredentialOptions.All, NoTest, CommonOptions.Json])
            .TakesServer(ServerOptions.All)
            .Does(AddAsync);

    private static async Task<ExitCode> AddAsync(Invocation invocation, CancellationToken ct)
    {
        var request = new CreateConnectionRequest(
            invocation.Get(Name),
            invocation.Get(Site)!,
            await CredentialOptions.ReadAsync(invocation, used: null, ct),
            Words.OneOf<JiraEditionKind>(invocation.Get(Edition), "edition"));
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var connection = await session.Client.Connections.CreateAsync(request, ct);
                return await TellAsync(invocation, session, connection, "added", !invocation.Get(NoTest), ct);
            },
            ct);
    }

    /// <summary>Says what became of a connection, and whether it works.</summary>
    public static async Task<ExitCode> TellAsync(
        Invocation invocation, ServerSession session, ConnectionResponse connection, string became, bool isTested, CancellationToken ct)
    {
        foreach (var notice in connection.Notices)
            invocation.Screen.Note($"note: {notice}");
        invocation.Screen.Note($"{connection.Name} is {became}: {connection.BaseUrl}");
        var test = isTested ? await session.Client.Connections.TestAsync(connection.Id, ct) : null;
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, new { Connection = connection, Test = test });
        else if (test is not null)
            ConnectionTestCommand.Show(invocation.Screen, connection.Name, test);
        invocation.Screen.Note(ConnectionHints.After(connection, test, ServerOptions.Repeated(invocation)));
        return test is null ? ExitCode.Done : ConnectionTestCommand.CodeOf(test);
    }
}
