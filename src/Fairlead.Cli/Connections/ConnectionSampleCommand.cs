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
    private static readonly Option<string[]> Fields = new("--field", "-f")
    {
        Description = "A field of the create screen as NAME=VALUE, by name or id; can be given several times. What Jira demands besides is filled with its first allowed value, or a sample",
        HelpName = "NAME=VALUE",
    };

    private static readonly Option<bool> Keep = new("--keep") { Description = "Leave the issue, to look at it in Jira" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "sample",
            "Make an issue in Jira, try on it what is done with tickets, and remove it again.",
            new Example("Does everything work in project SEC?", "fairlead connection sample team --project SEC"),
            new Example("What does it look like?", "fairlead connection sample team --project SEC --type Bug --keep"),
            new Example("Which team is to see it?", "fairlead connection sample team --project SEC --field \"Security owner=alice\""))
            .Takes(ConnectionCommands.Which, Project, Type, Fields, Keep, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => SampleAsync(invocation, session, ct), ct));

    private static async Task<ExitCode> SampleAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var connection = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
        var request = new SampleIssueRequest(invocation.Get(Project)!, invocation.Get(Type), invocation.Get(Keep), FieldsOf(invocation));
        var sample = await session.Client.Connections.SampleAsync(connection.Id, request, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, sample);
        else
            Show(invocation.Screen, sample, request.Keep);
        return sample.Steps.All(s => s.Problem is null) ? ExitCode.Done : ExitCode.DonePartly;
    }

    private static Dictionary<string, string>? FieldsOf(Invocation invocation)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var typed in invocation.Get(Fields) ?? [])
        {
            var parts = typed.Split('=', 2);
            if (parts.Length != 2 || parts[0].Trim().Length == 0)
                throw new CommandFailedException(ExitCode.Usage, $"usage: --field is NAME=VALUE, such as --field \"Due date=2027-01-31\", not \"{InertText.OneLine(typed)}\".");
            if (!fields.TryAdd(parts[0].Trim(), parts[1]))
                throw new CommandFailedException(ExitCode.Usage, $"usage: --field gives {InertText.OneLine(parts[0].Trim())} twice.");
        }

        return fields.Count == 0 ? null : fields;
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
        foreach (var field in sample.Fields.Where(f => !f.Given))
            screen.Note($"Jira demands {InertText.OneLine(field.Name)} ({InertText.OneLine(field.Id)}); it was filled with: {InertText.OneLine(field.Value)}");
        screen.Note(
            !sample.Left ? $"{InertText.OneLine(sample.Key)} was made and removed again."
            : isKept ? $"{InertText.OneLine(sample.Key)} is there to be looked at: {InertText.OneLine(sample.Url)}"
            : $"{InertText.OneLine(sample.Key)} could not be removed. Delete it by hand: {InertText.OneLine(sample.Url)}");
    }
}
