using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>What a run does besides the operations of its plan, for a person: what is due, and what came of it.</summary>
internal static class DueText
{
    /// <returns>Such as <c>20 waiting creates are due</c>; empty when nothing is.</returns>
    public static IReadOnlyList<string> Parts(DueResponse due)
    {
        var parts = new List<string>();
        if (due.Sends > 0)
            parts.Add(due.Sends == 1 ? "1 waiting create is due" : $"{due.Sends:N0} waiting creates are due");
        if (due.Lookups > 0)
            parts.Add(due.Lookups == 1 ? "1 issue is due to be looked for in Jira" : $"{due.Lookups:N0} issues are due to be looked for in Jira");
        if (due.OfOthers > 0)
            parts.Add($"{due.OfOthers:N0} due of other configurations of the connection");
        return parts;
    }

    /// <summary>What is carried on with, and what waits and is not due.</summary>
    public static void Write(Screen screen, DueResponse due)
    {
        foreach (var run in due.Unfinished)
            screen.Out.WriteLine($"  A run of {InertText.OneLine(run.Configuration)} was begun and has not ended: {run.Done:N0} of {run.Total:N0} steps done. It is carried on first.".In(Colour.Yellow, screen));
        if (due.Later > 0)
        {
            var when = due.NextAt is { } at ? $"the first is due {Answers.From(at)}" : "when that is depends on what is said below";
            screen.Out.WriteLine($"  {due.Later:N0} {(due.Later == 1 ? "create waits" : "creates wait")} and {(due.Later == 1 ? "is" : "are")} not due yet: {when}.".In(Colour.Yellow, screen));
        }
    }

    /// <param name="configuration">The one that was applied; others of its connection are named.</param>
    public static void Write(Screen screen, string configuration, RunResponse run)
    {
        foreach (var caughtUp in run.CaughtUp)
        {
            var of = caughtUp.Configuration == configuration ? "" : $" of {InertText.OneLine(caughtUp.Configuration)}";
            screen.Out.WriteLine($"{InertText.OneLine(configuration)}: {CaughtUp(caughtUp)}{of} ({PlanText.Calls(run.JiraCalls)} of this run)");
        }
    }

    /// <summary>Such as <c>20 that waited: 18 created, 2 open</c>.</summary>
    public static string CaughtUp(CaughtUpResponse caughtUp)
    {
        (int Count, string Word)[] fates =
        [
            (caughtUp.Created, "created"), (caughtUp.Found, "found in Jira"), (caughtUp.Refused, "refused"), (caughtUp.Open, "open"),
        ];
        return $"{fates.Sum(f => f.Count):N0} that waited: {string.Join(", ", fates.Where(f => f.Count > 0).Select(f => $"{f.Count:N0} {f.Word}"))}";
    }
}
