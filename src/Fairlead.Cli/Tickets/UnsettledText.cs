using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>The steps of a run that did not succeed, for a person: the first few of each outcome and reason.</summary>
internal static class UnsettledText
{
    private const int ShownSteps = 20;
    private const int ShownReasons = 20;

    public static void Write(Screen screen, IReadOnlyList<OperationResponse> operations)
    {
        var reasons = operations
            .GroupBy(o => (o.Outcome, Reason: o.OutcomeReason ?? o.Reason))
            .OrderByDescending(g => g.Count())
            .ToList();
        foreach (var reason in reasons.Take(ShownReasons))
            Write(screen, reason.Key.Outcome ?? "not done", reason.Key.Reason, [.. reason]);
        var rest = reasons.Skip(ShownReasons).ToList();
        if (rest.Count > 0)
            More(screen, rest.Sum(r => r.Count()), $" for {rest.Count:N0} other {(rest.Count == 1 ? "reason" : "reasons")}", null);
    }

    private static void Write(Screen screen, string outcome, string? reason, IReadOnlyList<OperationResponse> operations)
    {
        screen.Out.WriteLine($"{operations.Count:N0} {outcome}: {InertText.OneLine(reason ?? "")}".In(Colour.Yellow, screen));
        var listing = new Listing(screen, "DO", "ISSUE", "PRIORITY", "FINDINGS", "SUMMARY");
        foreach (var one in operations.Take(ShownSteps))
            listing.Row(one.Kind, one.IssueKey, one.Priority, one.Findings.ToString("N0"), one.Summary ?? one.Group);
        listing.Write();
        if (operations.Count > ShownSteps)
            More(screen, operations.Count - ShownSteps, "", operations.All(o => o.Kind == "create") ? StateAfter(outcome) : null);
    }

    private static void More(Screen screen, int count, string what, string? state) =>
        screen.Out.WriteLine($"… and {count:N0} more{what} (fairlead ticket list {(state is null ? "" : $"--state {state} ")}--limit 0)");

    /// <returns>In which state a ticket is whose create ended so; <see langword="null"/> where it may be one of several.</returns>
    private static string? StateAfter(string outcome) => outcome switch
    {
        "refused" => "rejected",
        "uncertain" => "uncertain",
        _ => null,
    };
}
