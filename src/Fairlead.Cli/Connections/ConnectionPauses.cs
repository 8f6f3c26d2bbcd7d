using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Connections;

/// <summary>Through which connections no tickets are sent, why, and what ends it.</summary>
internal sealed class ConnectionPauses(IReadOnlyList<PauseResponse> pauses)
{
    public static async Task<ConnectionPauses> ReadAsync(ServerSession session, CancellationToken ct) =>
        new(await session.Client.Tickets.PausesAsync(ct));

    public PauseResponse? Of(ConnectionId connection) => pauses.FirstOrDefault(p => p.ConnectionId == connection);

    /// <summary>The connection as the API has it, and beside it its pause, or null.</summary>
    public JsonNode WithPause(ConnectionResponse connection)
    {
        var node = JsonSerializer.SerializeToNode(connection, FairleadJson.Tolerant)!;
        node["pause"] = JsonSerializer.SerializeToNode(Of(connection.Id), FairleadJson.Tolerant);
        return node;
    }

    public void Warn(Screen screen, ConnectionResponse connection)
    {
        if (Of(connection.Id) is { } pause)
            screen.Warn($"no tickets are sent through {connection.Name} ({Waiting(pause.Waiting)}): {pause.Reason} {pause.NextStep}");
    }

    /// <summary>Says what a test has to do with a pause that there was before it.</summary>
    public void ShowAfterTest(Screen screen, ConnectionResponse connection, ConnectionPauses before)
    {
        if (Of(connection.Id) is not null)
            Warn(screen, connection);
        else if (before.Of(connection.Id) is { } ended)
            screen.Out.WriteLine($"Sending tickets was paused; this test ends that ({Waiting(ended.Waiting)}). A running server goes on by itself; without one: fairlead apply");
    }

    public static TaughtCommand ResumeCommand() =>
        new TaughtCommand(
            "resume",
            "Send tickets through a paused connection again.",
            new Example("The cause is mended", "fairlead connection resume team && fairlead apply"))
        {
            Notes =
            [
                "Fairlead pauses a connection when Jira refuses to sign it in, so that its account is not locked. A test that works ends that by itself.",
                "Where Jira refuses every issue of a project and type, one is tried every few minutes. This tries one with the next apply.",
            ],
        }
            .Takes(ConnectionCommands.Which, CommonOptions.Json)
            .TakesServer(Server.ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var connection = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
                    var resumed = await session.Client.Tickets.ResumeAsync(connection.Id, ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, resumed);
                    else if (!resumed.WasPaused)
                        invocation.Screen.Out.WriteLine($"{InertText.OneLine(connection.Name)} was not paused.");
                    else
                        invocation.Screen.Out.WriteLine($"{InertText.OneLine(connection.Name)} goes on ({Waiting(resumed.Waiting)}). A running server does by itself; without one: fairlead apply");
                    return ExitCode.Done;
                },
                ct));

    private static string Waiting(int count) => count switch
    {
        0 => "nothing waits",
        1 => "1 ticket waits",
        _ => $"{count:N0} tickets wait",
    };
}
