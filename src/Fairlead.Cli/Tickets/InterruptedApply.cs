using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Tickets;

/// <summary>Says in one line what is known of a run at Ctrl-C: what is done, what is open, who goes on, and the next command.</summary>
internal static class InterruptedApply
{
    /// <summary>Longer than the server lets a call that is with Jira come to its answer; then what is known is told as it is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Looks at a run that the server may not have begun with.</summary>
    private const int MaxLooksAtPlanned = 3;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    public static async Task TellAsync(Screen screen, TimeProvider clock, ServerSession session, string configuration, RunResponse planned)
    {
        var name = ShellWord.Of(configuration);
        var goesOn = session.IsOwn
            ? $"Nothing goes on by itself. Next: fairlead apply {name}"
            : $"The server at {session.Address} carries on with what was begun. Next, to see what came of it: fairlead apply {name}";
        screen.Note($"fairlead: interrupted. {InertText.OneLine(configuration)}: {await KnownAsync(clock, session.Client.Tickets, planned)}. {goesOn}");
    }

    /// <param name="done">Configurations that were applied before.</param>
    /// <param name="again">The command that does the same.</param>
    public static void TellNotBegun(Screen screen, IReadOnlyList<string> done, string again) =>
        screen.Note(done.Count == 0
            ? $"fairlead: interrupted. Nothing was begun. Next: {again}"
            : $"fairlead: interrupted after {InertText.OneLine(string.Join(", ", done), 1_000)}. Nothing else was begun. Next: {again}");

    private static async Task<string> KnownAsync(TimeProvider clock, TicketsClient tickets, RunResponse planned)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        var run = planned;
        // Those that were cut off before are carried on first.
        var others = new RunResponse?[planned.Due.Unfinished.Count];
        try
        {
            // The server notices a moment later that nobody waits any more.
            for (var looks = 1; looks == 1 || IsAtWork(run) || others.Any(IsAtWork) || (run.State == "planned" && looks <= MaxLooksAtPlanned); looks++)
            {
                await Task.Delay(LookInterval, clock, deadline.Token);
                run = await tickets.RunAsync(planned.Id, deadline.Token);
                for (var i = 0; i < others.Length; i++)
                    others[i] = await tickets.RunAsync(planned.Due.Unfinished[i].RunId, deadline.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or FairleadUnavailableException or FairleadProblemException)
        {
            // What was known last is told.
        }

        return string.Join("; ", Parts(run, planned, others));
    }

    private static bool IsAtWork(RunResponse? run) => run?.State == "applying";

    private static IEnumerable<string> Parts(RunResponse run, RunResponse planned, IReadOnlyList<RunResponse?> others)
    {
        foreach (var (before, now) in planned.Due.Unfinished.Zip(others))
        {
            var steps = now is null ? $"{before.Done:N0} of {before.Total:N0} steps were done before" : StepsOf(now);
            yield return $"the resumed run of {InertText.OneLine(before.Configuration)}: {steps}";
        }

        foreach (var caughtUp in run.CaughtUp)
            yield return DueText.CaughtUp(caughtUp);
        if (run.Planned.Total > 0)
            yield return StepsOf(run);
        else if (planned.Due.Unfinished.Count + run.CaughtUp.Count == 0)
            yield return "it had nothing new to do and was looking after what was begun before";
    }

    private static string StepsOf(RunResponse run)
    {
        var ended = run.Outcomes.Values.Sum();
        return IsAtWork(run)
            ? $"{ended:N0} of {run.Planned.Total:N0} steps are known to be done, the others are under way or not begun"
            : $"{ended:N0} of {run.Planned.Total:N0} steps are done, {run.Planned.Total - ended:N0} open";
    }
}
