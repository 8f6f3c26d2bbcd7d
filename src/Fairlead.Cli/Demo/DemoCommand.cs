using System.CommandLine;
using System.Runtime.CompilerServices;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Demo.Crawling;
using Fairlead.Cli.Demo.Lifecycle;
using Fairlead.Cli.Demo.SecurityTab;
using Fairlead.Cli.Sandbox;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel.Text;
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

    private static readonly Option<string?> Story = new("--story")
    {
        Description = "What to show: tickets, lifecycle, secrets or security-tab; tickets when left out",
        HelpName = "STORY",
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
            new Example("See what becomes of tickets when people touch them", "fairlead demo --story lifecycle --once"),
            new Example("See secrets found in the issues of a project", "fairlead demo --story secrets --once"),
            new Example("See findings on a project's Security page in Jira", "fairlead demo --story security-tab --once"),
            new Example("For a script", "fairlead demo --once --json | jq .tickets"))
        {
            Notes =
            [
                "Story tickets: three reports are imported: a first scan, a later one in which part is fixed and part is new, and one more that confirms what is gone. The first is imported twice to show that the second time does nothing.",
                "Story lifecycle: what becomes of three tickets in two months: a developer's comment, a wrong close, a fix, a recurrence, a moved issue, a rotated token, an expired exception.",
                "Story secrets: tokens in 2,000 issues are found wherever they stand, one is reviewed, two are edited away.",
                "Story security-tab: Jira installs Fairlead as a security provider, shows its findings on a project's Security page beside their tickets, and tells of a link that a person makes there. Jira Cloud only.",
            ],
        }
            .Takes(Story, Edition, Once, Data, CommonOptions.Json)
            .Does(ShowAsync);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ExitCode> ShowAsync(Invocation invocation, CancellationToken ct)
    {
        var story = Words.OneOf<Tale>(invocation.Get(Story), "story") ?? Tale.Tickets;
        using var folder = DemoFolder.Open(invocation.Get(Data));
        var edition = SandboxCommand.EditionOf(invocation.Get(Edition));
        var clock = new MovableClock(invocation.Clock, story == Tale.SecurityTab ? -SecurityTabStory.Lasts : TimeSpan.Zero);
        await using var sandbox = await SandboxCommand.StartAsync(new SandboxOptions { Edition = edition, TimeProvider = clock }, ct);
        var options = new FairleadHostOptions
        {
            DataDirectory = folder.Path,
            Listen = "http://127.0.0.1:0",
            AllowLoopbackJira = true,
            AllowPlainHttpJira = true,
            LogTarget = LogTarget.None,
            Clock = clock,
        };
        await using var host = await LocalHost.StartAsync(story == Tale.SecurityTab ? SecurityTabStory.Prepare(options, sandbox) : options, invocation.Screen, ct);
        using var announced = RunningServer.Announce(folder.Path, host.Address, host.Token);
        using var client = new Client.FairleadClient(host.Address, host.Token);
        var json = invocation.Get(CommonOptions.Json);
        var stays = !invocation.Get(Once);
        var up = AddressesOf(host, sandbox, stays);
        var isAsPromised = story switch
        {
            Tale.Lifecycle => await TellStepsAsync(invocation.Screen, told => new LifecycleStory(client, sandbox, clock, told).TellAsync(ct), json, up),
            Tale.Secrets => await TellStepsAsync(invocation.Screen, told => new SecretsStory(client, sandbox, clock, told).TellAsync(ct), json, up),
            Tale.SecurityTab => await TellStepsAsync(invocation.Screen, told => new SecurityTabStory(client, sandbox, host.Address, clock, told).TellAsync(ct), json, up),
            _ => await TellTicketsAsync(invocation.Screen, client, sandbox, json, up, ct),
        };
        if (!json && stays)
        {
            // Nights have passed since the one of the start.
            await host.RenewSetupCodeAsync(ct);
            DemoText.WriteWhereToLook(invocation.Screen, sandbox, host, folder.Path);
        }
        else if (!json)
            DemoText.WriteWhatIsLeft(invocation.Screen, folder.KeptPath, $"./fairlead demo{Typed(Story, invocation)}{Typed(Edition, invocation)}");
        await invocation.Screen.FlushAsync();
        if (stays)
            await Waiting.UntilInterruptedAsync(ct);
        return isAsPromised ? ExitCode.Done : ExitCode.DonePartly;
    }

    private static string Typed(Option<string?> option, Invocation invocation) => invocation.Get(option) is { } value ? $" {option.Name} {ShellWord.Of(value)}" : "";

    /// <summary>Only of what is up after the story.</summary>
    private static DemoAddresses? AddressesOf(LocalHost host, SandboxServer sandbox, bool stays) =>
        stays ? new DemoAddresses(host.Address, sandbox.BaseUrl) : null;

    private static async Task<bool> TellTicketsAsync(
        Screen screen, Client.FairleadClient client, SandboxServer sandbox, bool json, DemoAddresses? up, CancellationToken ct)
    {
        var report = await new DemoStory(client, sandbox, json ? null : screen).TellAsync(ct);
        if (json)
            Answers.Json(screen, up is null ? report.WithoutAddresses() : report with { Server = up.Server, Sandbox = up.Sandbox });
        else
            DemoText.Write(screen, report);
        return report.IsAsPromised;
    }

    private static async Task<bool> TellStepsAsync(Screen screen, Func<Action<StoryStep>, Task<StoryReport>> tell, bool json, DemoAddresses? up)
    {
        var report = await tell(step =>
        {
            if (!json)
                StoryText.Write(screen, step);
        });
        if (json)
            Answers.Json(screen, report with { Server = up?.Server, Sandbox = up?.Sandbox });
        else
            StoryText.WriteEnd(screen, report);
        return report.IsAsPromised;
    }

    private sealed record DemoAddresses(Uri Server, Uri Sandbox);

    private enum Tale
    {
        Tickets,
        Lifecycle,
        Secrets,
        SecurityTab,
    }
}
