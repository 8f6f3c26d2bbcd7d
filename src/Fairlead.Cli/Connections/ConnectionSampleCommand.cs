using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Connections;

internal static class ConnectionSampleCommand
{
    private static readonly Option<string> Project = new("--project", "-p") { Description = "Project in which the issue is made", HelpName = "KEY", Required = true };
    private static readonly Option<string?> Type = new("--type") { Description = "Its issue type; the first of the project when left out", HelpName = "NAME" };
    private static readonly Option<bool> Keep = new("--keep") { Description = "Leave the issue, to look at it in Jira" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "sample",
            "Make an issue in Jira, try on it what is done with tickets, and remove it again.",
            new Example("Does everything work in project SEC?", "fairlead connection sample team --project SEC"),
            new Example("What does it look like?", "fairlead connection sample team --project SEC --type Bug --keep"))
            .Takes(ConnectionCommands.Which, Project, Type, Keep, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => SampleAsync(invocation, session, ct), ct));

    private static async Task<ExitCode> SampleAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var connection = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
        var request = new SampleIssueRequest(invocation.Get(Project)!, invocation.Get(Type), invocation.Get(Keep));
        var sample = await session.Client.Connections.SampleAsync(connection.Id, request, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, sample);
        else
            Show(invocation.Screen, sample, request.Keep);
        return sample.Steps.All(s => s.Problem is null) ? ExitCode.Done : ExitCode.DonePartly;
    }

    private static void Show(Screen screen, SampleIssueResponse sample, bool isKept)
    {
        var listing = new Listing(screen, "STEP", "WORKS", "NEEDED FOR", "PROBLEM");
        foreach (var step in sample.Steps)
        {
            listing.Row(step.Step, step.Problem is null ? "yes" : "no", step.NeededFor, step.Problem);
            listing.Painted(1, step.Problem is null ? Colour.Green : step.NeededFor is null ? Colour.None : Colour.Red);
        }

        listing.Write();
        screen.Note(
            !sample.Left ? $"{InertText.OneLine(sample.Key)} was made and removed again."
            : isKept ? $"{InertText.OneLine(sample.Key)} is there to be looked at: {InertText.OneLine(sample.Url)}"
            : $"{InertText.OneLine(sample.Key)} could not be removed. Delete it by hand: {InertText.OneLine(sample.Url)}");
    }
}
