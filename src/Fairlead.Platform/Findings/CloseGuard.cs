namespace Fairlead.Platform.Findings;

/// <summary>Holds closes that are suspiciously many until a person confirms them. Pure.</summary>
internal static class CloseGuard
{
    private const int AlwaysAllowed = 10;
    private const int MaxPercent = 30;

    /// <param name="closing">What would be closed at once.</param>
    /// <param name="open">What is open before.</param>
    public static bool AreUnusual(long closing, long open) => closing > AlwaysAllowed && closing * 100 > open * MaxPercent;

    /// <param name="closing">Findings that the report would close.</param>
    /// <param name="open">Open findings of the scope before the report.</param>
    /// <param name="findings">Findings in the report for this scope: a report without any never closes by itself.</param>
    public static bool Holds(long closing, long open, long findings) => closing > 0 && (findings == 0 || AreUnusual(closing, open));
}
