using System.CommandLine;
using System.Text.Json.Serialization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>Shows what an apply would do. Nothing is stored and nothing in Jira changes.</summary>
internal static class PlanCommand
{
    private const int ShownOperations = 100;

    private static readonly Option<bool> DetailedExitCode = new("--detailed-exit-code")
    {
        Description = "End with 2 instead of 0 when there is something to do, also when only waiting creates are due; what a disabled connection holds up is not",
    };

    private static readonly Option<bool> Text = new("--text") { Description = "Also show what each new issue will say" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "plan",
            "Show what an apply would do in Jira, and why. Nothing is changed.",
            new Example("All configurations", "fairlead plan"),
            new Example("One of them, with the text of new issues", "fairlead plan payments --text"),
            new Example("In a script: 0 nothing to do, 2 something to do", "fairlead plan --detailed-exit-code"))
            .Takes(Chosen.Argument, Text, DetailedExitCode, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => PlanAsync(invocation, session, ct), ct));

    private static async Task<ExitCode> PlanAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var previews = new List<PlannedConfiguration>();
        string? hint = null;
        foreach (var configuration in await Chosen.FromAsync(invocation, session, ct))
        {
            var preview = await Progress.ShowAsync(
                invocation.Screen,
                $"Planning {configuration.Configuration.Name}",
                null,
                _ => session.Client.Tickets.PreviewAsync(configuration.Id.ToString(), ShownOperations, ct));
            // For people, and once: it is of how the server is set up.
            (hint, preview) = (hint ?? preview.Hint, preview with { Hint = null });
            previews.Add(new PlannedConfiguration(configuration.Configuration.Name, preview) { IsSwitchedOff = !configuration.Configuration.Enabled });
        }

        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, previews);
        else
            Tell(invocation, previews, hint);
        var somethingToDo = previews.Any(p => (p.Preview.Counts.Total > 0 && !p.IsDisabled) || p.Preview.Due.HasWork);
        return somethingToDo && invocation.Get(DetailedExitCode) ? ExitCode.ChangesWaiting : ExitCode.Done;
    }

    private static void Tell(Invocation invocation, IReadOnlyList<PlannedConfiguration> previews, string? hint)
    {
        PlanText.Write(invocation.Screen, invocation.Clock.GetUtcNow(), previews, invocation.Get(Text));
        if (hint is not null)
            invocation.Screen.Note($"hint: {hint}");
    }
}

/// <param name="Configuration">Its name.</param>
internal sealed record PlannedConfiguration(string Configuration, PreviewResponse Preview)
{
    /// <summary>Nothing is planned, because the configuration itself is disabled.</summary>
    [JsonIgnore]
    public bool IsSwitchedOff { get; init; }

    /// <summary>Nothing of it is sent, because its connection is disabled.</summary>
    [JsonIgnore]
    public bool IsDisabled => Preview.Attention.Any(a => a.Kind == "disabled");
}
