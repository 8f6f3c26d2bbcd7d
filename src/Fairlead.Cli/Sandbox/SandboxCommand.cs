using System.CommandLine;
using System.Runtime.CompilerServices;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel.Text;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Sandbox;

/// <summary>A Jira on this machine that refuses what Jira refuses, for trying Fairlead without one.</summary>
internal static class SandboxCommand
{
    private static readonly Option<string?> Edition = new("--edition")
    {
        Description = "cloud or data-center; cloud when left out",
        HelpName = "EDITION",
    };

    private static readonly Option<int> Port = CommonOptions.Number(
        ["--port"], "PORT", "Port on 127.0.0.1; a free one when left out", 0, 0, 65_535);

    private static readonly Option<bool> Empty = new("--empty") { Description = "Start without issues" };

    private static readonly Option<int> IndexLag = CommonOptions.Number(
        ["--index-lag"], "SECONDS", "Seconds until a write can be found by search, as at a real Jira Cloud; 0 when left out", 0, 0, 3_600);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "sandbox",
            "Run a Jira of one's own on this machine, for trying things out. It is strict and has a memory, listens on loopback only, and forgets everything at Ctrl-C.",
            new Example("A Jira Cloud", "fairlead sandbox"),
            new Example("A Jira Data Center on a fixed port", "fairlead sandbox --edition data-center --port 9090"),
            new Example("How to sign in, for a script", "fairlead sandbox --json"))
        {
            Notes = ["A running server reaches it only when it was started with --allow-loopback-jira."],
        }
            .Takes(Edition, Port, Empty, IndexLag, CommonOptions.Json)
            .Does(RunAsync);

    public static SandboxEdition EditionOf(string? typed) => Words.OneOf<SandboxEdition>(typed, "edition") ?? SandboxEdition.Cloud;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken ct)
    {
        var options = new SandboxOptions
        {
            Edition = EditionOf(invocation.Get(Edition)),
            Port = invocation.Get(Port),
            Seed = invocation.Get(Empty) ? SandboxSeed.Standard : SandboxSeed.WithIssues,
            IndexLag = TimeSpan.FromSeconds(invocation.Get(IndexLag)),
            TimeProvider = invocation.Clock,
        };
        await using var sandbox = await StartAsync(options, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, Described(sandbox));
        else
            Write(invocation.Screen, sandbox);
        await invocation.Screen.FlushAsync();
        await Waiting.UntilInterruptedAsync(ct);
        return ExitCode.Done;
    }

    /// <exception cref="CommandFailedException">The port is taken.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken ct)
    {
        try
        {
            return await SandboxServer.StartAsync(options, ct);
        }
        catch (Exception e) when (ListenFailure.Reason(e) is { } reason)
        {
            throw new CommandFailedException(
                ListenFailure.IsInUse(e) ? ExitCode.TryLater : ExitCode.Configuration,
                $"cannot listen on port {options.Port}: {reason}. Choose another with --port, or leave it out for a free one.",
                e);
        }
    }

    /// <summary>Every way to sign in: a person needs one, a script may need any.</summary>
    internal static object Described(SandboxServer sandbox)
    {
        var accounts = sandbox.Accounts;
        return sandbox.Options.Edition == SandboxEdition.Cloud
            ? new
            {
                Url = sandbox.BaseUrl,
                Edition = "cloud",
                accounts.Email,
                accounts.ApiToken,
                accounts.ScopedToken,
                sandbox.GatewayUrl,
                accounts.CloudId,
                sandbox.TokenUrl,
                accounts.ClientId,
                accounts.ClientSecret,
                accounts.AppClientId,
                accounts.AppClientSecret,
                accounts.AppRefreshToken,
                accounts.AdministratorEmail,
                accounts.AdministratorSecret,
            }
            : new
            {
                Url = sandbox.BaseUrl,
                Edition = "datacenter",
                accounts.PersonalAccessToken,
                accounts.UserName,
                accounts.Password,
                sandbox.TokenUrl,
                accounts.ClientId,
                accounts.ClientSecret,
                accounts.AdministratorUserName,
                accounts.AdministratorSecret,
            };
    }

    private static void Write(Screen screen, SandboxServer sandbox)
    {
        var accounts = sandbox.Accounts;
        var isCloud = sandbox.Options.Edition == SandboxEdition.Cloud;
        screen.Out.WriteLine($"A sandbox Jira {(isCloud ? "Cloud" : "Data Center")} runs at {sandbox.BaseUrl} until Ctrl-C, which ends everything in it.".In(Colour.Bold, screen));
        if (isCloud)
            Answers.Facts(screen, ("E-mail", accounts.Email), ("API token", accounts.ApiToken), ("Projects", "SEC, OPS, PAY, WEB"));
        else
            Answers.Facts(screen, ("Personal access token", accounts.PersonalAccessToken), ("User", accounts.UserName), ("Password", accounts.Password), ("Projects", "SEC, OPS, PAY"));
        screen.Out.WriteLine("To connect to it, in another terminal:");
        screen.Out.WriteLine("  export FAIRLEAD_Connections__AllowLoopback=true");
        // Not as an argument, which others on this machine can see.
        screen.Out.WriteLine($"  export JIRA_TOKEN={(isCloud ? accounts.ApiToken : accounts.PersonalAccessToken)}");
        screen.Out.WriteLine($"  ./fairlead connection add sandbox --site {sandbox.BaseUrl}{(isCloud ? $" --email {accounts.Email}" : "")} --token-env JIRA_TOKEN");
    }
}
