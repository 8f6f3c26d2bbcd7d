namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// How long nothing is written to an issue after Jira gave no clear answer to writes on it, although it answered others: one issue's broken workflow
/// takes no turn from the rest. Pure.
/// </summary>
internal static class Rests
{
    /// <summary>The first time it is tried again with the next run: most failures have passed by then.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    /// <param name="unclear">How often in a row, at least 1.</param>
    public static DateTimeOffset After(int unclear, DateTimeOffset now) => now + Pauses[Math.Clamp(unclear, 1, Pauses.Length) - 1];
}
