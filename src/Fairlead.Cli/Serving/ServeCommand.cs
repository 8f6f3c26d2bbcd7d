using System.CommandLine;
using System.Runtime.CompilerServices;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Storage;
using Fairlead.Web;

namespace Fairlead.Cli.Serving;

/// <summary>Runs the server until it is asked to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Address and port; http://127.0.0.1:8080 when left out. Put a proxy with TLS in front before others use it",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
    };

    private static readonly Option<string[]> AllowedHosts = new("--allowed-host")
    {
        Description = "Name by which browsers call this server through a proxy; can be given several times",
        HelpName = "NAME",
    };

    private static readonly Option<string?> DatabaseOption = new("--database")
    {
        Description = $"Npgsql connection string of a PostgreSQL database; {ServerOptions.DatabaseVariable} keeps its password out of the arguments. SQLite in the data directory when left out",
        HelpName = "STRING",
    };

    private static readonly Option<bool> LoopbackJira = new("--allow-loopback-jira")
    {
        Description = "Let connections reach a Jira on this machine, such as the sandbox. Not on a server that others use",
    };

    private static readonly Option<bool> PlainHttpJira = new("--allow-plain-http-jira") { Description = "Let connections use http instead of https" };

    private static readonly Option<bool> JsonLog = new("--json-log") { Description = "Log JSON lines to standard output instead of text to standard error" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "serve",
            "Run the server: API, web pages and background work. It ends in order at Ctrl-C or SIGTERM.",
            new Example("On this machine", "fairlead serve"),
            new Example("On PostgreSQL, behind a proxy", "FAIRLEAD_DATABASE=\"Host=db;Database=fairlead;…\" fairlead serve --allowed-host fairlead.team.example"),
            new Example("To try it with the sandbox", "fairlead serve --allow-loopback-jira"))
        {
            Notes =
            [
                "At the first start it prints an address at which the first administrator is made.",
                "While it runs, other commands of the same user on the same data directory talk to it by themselves.",
            ],
        }
            .Takes(Listen, AllowedHosts, ServerOptions.Data, DatabaseOption, LoopbackJira, PlainHttpJira, JsonLog)
            .Does(ServeAsync);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ExitCode> ServeAsync(Invocation invocation, CancellationToken ct)
    {
        var data = DataDirectory.Of(invocation);
        var database = invocation.Get(DatabaseOption, ServerOptions.DatabaseVariable);
        if (invocation.WasTyped(DatabaseOption) && database?.Contains("password", StringComparison.OrdinalIgnoreCase) == true)
            SecretInput.WarnAboutArgument(invocation, DatabaseOption, ServerOptions.DatabaseVariable);
        var options = new FairleadHostOptions
        {
            DataDirectory = data,
            Database = database is null ? null : DatabaseOptions.Postgres(database),
            Listen = invocation.Get(Listen)!,
            AllowedHosts = invocation.Get(AllowedHosts) ?? [],
            AllowLoopbackJira = invocation.Get(LoopbackJira),
            AllowPlainHttpJira = invocation.Get(PlainHttpJira),
            LogTarget = invocation.Get(JsonLog) ? LogTarget.JsonLines : LogTarget.StandardError,
            Clock = invocation.Clock,
        };
        await using var host = await LocalHost.StartAsync(options, invocation.Screen, ct);
        using var announced = RunningServer.Announce(data, host.Address, host.Token);
        var screen = invocation.Screen;
        screen.Note($"Fairlead is at {host.Address} with its data in {data}.");
        if (host.SetupUrl is { } setup)
            screen.Note($"Make the first administrator: {setup.Reveal()}");
        await Waiting.UntilInterruptedAsync(ct);
        screen.Note("Stopping.");
        return ExitCode.Done;
    }
}
