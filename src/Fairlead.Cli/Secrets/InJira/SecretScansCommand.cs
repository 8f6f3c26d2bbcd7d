using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

internal static class SecretScansCommand
{
    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Also what each of them did not look through, by cause" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "scans",
            "List scans of Jira with how far they are and why one waits or was given up, the latest first; 200 at most.",
            new Example("How do they stand?", "fairlead secrets scans --connection team"),
            new Example("Those that were given up", "fairlead secrets scans --connection team --json | jq '.[] | select(.state == \"failed\")'"))
            .Takes(InJiraOptions.Connection, Verbose, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var scans = await session.Client.Secrets.ScansAsync(invocation.Get(InJiraOptions.Connection)!, ct);
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        scans,
                        "Nothing was asked for. Look through Jira: fairlead secrets crawl --help",
                        items => ListingOf(invocation.Screen, items));
                    if (invocation.Get(Verbose) && !invocation.Get(CommonOptions.Json))
                        TellSkipped(invocation.Screen, scans);
                    return ExitCode.Done;
                },
                ct));

    private static void TellSkipped(Screen screen, IReadOnlyList<SecretScanResponse> scans)
    {
        foreach (var scan in scans.Where(scan => scan.Skipped.Count > 0))
        {
            var causes = scan.Skipped.Select(skip => $"{skip.Count:N0} {SecretsSkippedCommand.WordsOf(skip.Cause)}");
            screen.Out.WriteLine($"{InertText.OneLine(scan.Issue ?? scan.Project)}, {Answers.When(scan.RequestedAt)}: {string.Join(", ", causes)}");
        }
    }

    public static string StateOf(SecretScanStateName state) => state switch
    {
        SecretScanStateName.AtWork => "at work",
        SecretScanStateName.Done => "done",
        SecretScanStateName.Failed => "given up",
        _ => "waits",
    };

    public static Colour ColourOf(SecretScanStateName state) => state switch
    {
        SecretScanStateName.Done => Colour.Green,
        SecretScanStateName.Failed => Colour.Red,
        _ => Colour.Yellow,
    };

    private static Listing ListingOf(Screen screen, IReadOnlyList<SecretScanResponse> scans)
    {
        var listing = new Listing(screen, "WHAT", "STATE", "ISSUES", "FILES", "SKIPPED", "MATCHES", "ASKED FOR", "BY", "FINISHED", "PROBLEM", "ID");
        foreach (var scan in scans)
        {
            var issues = scan.Total is { } total ? $"{scan.Issues:N0} of {total:N0}" : scan.Issues.ToString("N0");
            listing.Row(
                scan.Issue ?? scan.Project, StateOf(scan.State), issues, scan.Attachments.ToString("N0"),
                scan.Skipped.Where(skip => skip.Cause != "noText").Sum(skip => skip.Count).ToString("N0"), scan.Matches.ToString("N0"), Answers.When(scan.RequestedAt), scan.RequestedBy,
                Answers.When(scan.FinishedAt), scan.Problem, scan.Id.ToString());
            listing.Painted(1, ColourOf(scan.State));
        }

        return listing;
    }
}
