using System.Globalization;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Runs;

/// <summary>What a run does, in words.</summary>
internal static class RunWords
{
    /// <returns>Such as <c>3 issues to create, 1 to move</c>; empty when there is nothing.</returns>
    public static string Of(OperationTotals totals)
    {
        (int Count, string What)[] kinds =
            [(totals.Create, "to create"), (totals.Update, "to update"), (totals.Transition, "to move"), (totals.Comment, "to comment on"), (totals.Undo, "to take back")];
        var parts = kinds.Where(k => k.Count > 0).Select((k, i) => i == 0 ? $"{Words.Count(k.Count, "issue")} {k.What}" : $"{Number(k.Count)} {k.What}");
        return string.Join(", ", parts);
    }

    /// <summary>What is done besides the operations of a plan; empty when nothing is due.</summary>
    public static IReadOnlyList<string> Of(DueWork due) =>
    [
        .. new (int Count, string One, string Many)[]
        {
            (due.Sends, "1 waiting create is due", "{0} waiting creates are due"),
            (due.Lookups, "1 issue is due to be looked for in Jira", "{0} issues are due to be looked for in Jira"),
            (due.OfOthers, "1 is due of other configurations of the connection", "{0} are due of other configurations of the connection"),
            (due.Unfinished.Count, "a run that was cut off is carried on", "{0} runs that were cut off are carried on"),
        }.Where(d => d.Count > 0).Select(d => d.Count == 1 ? d.One : d.Many.Replace("{0}", Number(d.Count), StringComparison.Ordinal)),
    ];

    /// <returns>Such as <c>20 that waited: 18 created, 2 open</c>.</returns>
    public static string Of(CaughtUp caughtUp)
    {
        (int Count, string Word)[] fates = [(caughtUp.Created, "created"), (caughtUp.Found, "found in Jira"), (caughtUp.Refused, "refused"), (caughtUp.Open, "open")];
        return $"{Number(fates.Sum(f => f.Count))} that waited: {string.Join(", ", fates.Where(f => f.Count > 0).Select(f => $"{Number(f.Count)} {f.Word}"))}";
    }

    public static string? ClassOf(SyncRunState state) => state switch
    {
        SyncRunState.Done => "healthy",
        SyncRunState.Planned or SyncRunState.Applying => null,
        _ => "attention",
    };

    /// <returns>Such as <c>3 applied, 1 refused</c>; empty before it was applied.</returns>
    public static string OutcomesOf(SyncRun run) =>
        string.Join(", ", run.Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{Number(o.Value)} {o.Key}"));

    /// <returns>Such as <c>Undone in part</c>.</returns>
    public static string Of(RunUndone undone) => undone.State switch
    {
        SyncRunState.Done => "Undone",
        SyncRunState.PartlyDone => "Undone in part",
        _ => "Being undone",
    };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
