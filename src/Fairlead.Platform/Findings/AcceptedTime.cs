namespace Fairlead.Platform.Findings;

/// <summary>
/// For how long a finding stood accepted with an end date: so long its deadline waits. What is over is kept with the finding; what stands is added
/// when it ends, is taken back or replaced. Pure.
/// </summary>
internal static class AcceptedTime
{
    /// <summary>When a decision ends before its time, another taking its place or none.</summary>
    /// <param name="before">What is over by then.</param>
    /// <param name="ended"><see langword="null"/>: the sources alone decided.</param>
    public static TimeSpan After(TimeSpan before, FindingDecision? ended, DateTimeOffset now) => before + SpentIn(ended, now);

    /// <summary>When a decision stands again, as of when it was taken: what was counted when it was replaced is counted at its end.</summary>
    /// <param name="ended">What took its place; <see langword="null"/>: it was taken back.</param>
    /// <param name="restored"><see langword="null"/>: there was none.</param>
    /// <param name="replacedAt">UTC. When <paramref name="restored"/> was replaced.</param>
    public static TimeSpan AfterRestoring(TimeSpan before, FindingDecision? ended, FindingDecision? restored, DateTimeOffset replacedAt, DateTimeOffset now) =>
        IsAcceptance(restored) ? before - SpentIn(restored, replacedAt) : After(before, ended, now);

    private static TimeSpan SpentIn(FindingDecision? decision, DateTimeOffset until)
    {
        if (!IsAcceptance(decision))
            return TimeSpan.Zero;
        var end = decision!.ExpiresAt < until ? decision.ExpiresAt.Value : until;
        return end > decision.At ? end - decision.At : TimeSpan.Zero;
    }

    private static bool IsAcceptance(FindingDecision? decision) => decision is { Status: FindingStatus.RiskAccepted, ExpiresAt: not null };
}
