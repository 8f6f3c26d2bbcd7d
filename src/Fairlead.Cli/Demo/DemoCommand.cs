using System.CommandLine;
using System.Runtime.CompilerServices;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Sandbox;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Sandbox;
using Fairlead.Web;

namespace Fairlead.Cli.Demo;

/// <summary>Shows the whole of Fairlead on this machine: a sandbox Jira, a server, real reports, real tickets.</summary>
internal static class DemoCommand
{
    private static readonly Option<string?> Edition = new("--edition")
    {
        Description = "Which Jira the sandbox is: cloud or data-center; cloud when left out",
        HelpName = "EDITION",
    };

    private static readonly Option<bool> Once = new("--once") { Description = "End after printing instead of staying up" };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Keep the data in this new or empty directory; a temporary one that goes at the end when left out",
        HelpName = "DIRECTORY",
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "demo",
            "See Fairlead work on this machine alone. Starts a sandbox Jira and a server, imports real reports of a sample application, makes tickets of them, and stays up until Ctrl-C.",
            new Example("See it work", "fairlead demo"),
            new Example("With a Jira Data Center", "fairlead demo --edition data-center"),
            new Example("For a script", "fairlead demo --once --json | jq .tickets"))
        {
            Notes =
            [
                "Three reports are imported: a first scan, a later one in which part is fixed and part is new, and one more that confirms what is gone. The first is imported twice to show that the second time does nothing.",
            ],
        }
            .Takes(Edition, Once, Data, CommonOptions.Json)
            .Does(ShowAsync);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ExitCode> ShowAsync(Invocation invocation, CancellationToken ct)
    {
        using var folder = DemoFolder.Open(invocation.Get(Data));
        var edition = SandboxCommand.EditionOf(invocation.Get(Edition));
        await using var sandbox = await SandboxCommand.StartAsync(new SandboxOptions { Edition = edition, TimeProvider = invocation.Clock }, ct);
        await using var host = await LocalHost.StartAsync(
            new FairleadHostOptions
            {
                DataDirectory = folder.Path,
                Listen = "http://127.0.0.1:0",
                AllowLoopbackJira = true,
                AllowPlainHttpJira = true,
                LogTarget = LogTarget.None,
                Clock = invocation.Clock,
            },
            invocation.Screen,
            ct);
        using var announced = RunningServer.Announce(folder.Path, host.Address, host.Token);
        using var client = new Client.FairleadClient(host.Address, host.Token);
        var json = invocation.Get(CommonOptions.Json);
        var report = await new DemoStory(client, sandbox, json ? null : invocation.Screen).TellAsync(ct);
        var stays = !invocation.Get(Once);
        if (json)
            Answers.Json(invocation.Screen, stays ? report with { Server = host.Address, Sandbox = sandbox.BaseUrl } : report.WithoutAddresses());
        else
            DemoText.Write(invocation.Screen, report);
        if (!json && stays)
            DemoText.WriteWhereToLook(invocation.Screen, sandbox, host, folder.Path);
        else if (!json)
            DemoText.WriteWhatIsLeft(invocation.Screen, folder.KeptPath);
        await invocation.Screen.FlushAsync();
        if (stays)
            await Waiting.UntilInterruptedAsync(ct);
        return report.IsAsPromised ? ExitCode.Done : ExitCode.DonePartly;
    }
}
