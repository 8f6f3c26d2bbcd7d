using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Connections;

internal static class ConnectionTestCommand
{
    private static readonly Option<string?> Project = new("--project", "-p")
    {
        Description = "Also report what the account may do in this project",
        HelpName = "KEY",
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "test",
            "Call Jira through a connection and say what works, or what is wrong and what to do about it.",
            new Example("Does it work?", "fairlead connection test team"),
            new Example("May it create and update issues in project SEC?", "fairlead connection test team --project SEC"))
            .Takes(ConnectionCommands.Which, Project, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => TestAsync(invocation, session, ct), ct));

    /// <summary>The exit code tells the cause: 77 sign-in, 78 address, 69 unreachable, 75 a limit, 76 not a Jira.</summary>
    public static ExitCode CodeOf(ConnectionTestResponse test) => test.Cause switch
    {
        null => ExitCode.Done,
        ConnectionCause.WrongUrl or ConnectionCause.WrongEdition or ConnectionCause.AddressRefused
            or ConnectionCause.SecretUnreadable or ConnectionCause.SiteChanged => ExitCode.Configuration,
        ConnectionCause.AuthenticationFailed or ConnectionCause.TokenExpiredOrRevoked
            or ConnectionCause.AccountDisabledOrCaptcha or ConnectionCause.InsufficientPermission => ExitCode.NotAllowed,
        ConnectionCause.ProxyOrLoginPage => ExitCode.Protocol,
        ConnectionCause.RateLimited => ExitCode.TryLater,
        _ => ExitCode.Unavailable,
    };

    public static void Show(Screen screen, string name, ConnectionTestResponse test)
    {
        screen.Out.WriteLine((test.Works ? $"{name} works." : $"{name} does not work.").In(test.Works ? Colour.Green : Colour.Red, screen));
        Answers.Facts(
            screen,
            ("Result", test.Message),
            ("Next step", test.NextStep),
            ("Cause", test.Cause is { } cause ? Words.Of(cause) : null),
            ("Signed in as", test.Account),
            ("Jira", $"{Words.Of(test.Edition)} {test.JiraVersion}".TrimEnd()),
            ("Projects", test.Works ? test.ProjectCount?.ToString() : null),
            ("Took", $"{test.DurationMilliseconds:0} ms"));
    }

    private static async Task<ExitCode> TestAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var connection = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
        var before = await ConnectionPauses.ReadAsync(session, ct);
        var test = await session.Client.Connections.TestAsync(connection.Id, ct);
        var pauses = await ConnectionPauses.ReadAsync(session, ct);
        var report = test.Works && invocation.Get(Project) is { } project
            ? await session.Client.Connections.PermissionsAsync(connection.Id, project, ct)
            : null;
        if (invocation.Get(CommonOptions.Json))
        {
            Answers.Json(invocation.Screen, new { Test = test, Permissions = report, Pause = pauses.Of(connection.Id) });
        }
        else
        {
            Show(invocation.Screen, connection.Name, test);
            pauses.ShowAfterTest(invocation.Screen, connection, before);
            if (report is not null)
                Show(invocation.Screen, report);
        }

        return test.Works && report is { CanRead: false } or { CanWrite: false } ? ExitCode.NotAllowed : CodeOf(test);
    }

    private static void Show(Screen screen, PermissionReportResponse report)
    {
        var where = report.Project is { } project ? $"in project {project}" : "somewhere";
        screen.Out.WriteLine();
        var listing = new Listing(screen, "FUNCTION", "PERMISSION", "NEEDED TO", "GRANTED");
        foreach (var permission in report.Permissions)
        {
            listing.Row(permission.Functionality, permission.Permission, permission.NeededFor, permission.Granted ? "yes" : "no");
            listing.Painted(3, permission.Granted ? Colour.Green : permission.NeededFor == "optional" ? Colour.None : Colour.Red);
        }

        listing.Write();
        screen.Out.WriteLine();
        screen.Out.WriteLine((report.CanRead, report.CanWrite) switch
        {
            (true, true) => $"The account may read, create and update issues {where}.",
            (true, false) => $"The account may only read {where}. A Jira administrator grants the rest in the project's permission scheme.",
            _ => $"The account may not read issues {where}. A Jira administrator grants that in the project's permission scheme.",
        });
    }
}
