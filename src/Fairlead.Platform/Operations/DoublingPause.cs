namespace Fairlead.Platform.Operations;

/// <summary>How long to wait with what did not work: twice as long each time. Pure.</summary>
internal static class DoublingPause
{
    private const int MostDoublings = 20;

    /// <param name="before">How often it did not work before this time; less than 0 counts as 0.</param>
    /// <param name="first">The wait after the first time; at most a day.</param>
    /// <param name="longest">None is longer.</param>
    public static TimeSpan After(int before, TimeSpan first, TimeSpan longest) =>
        TimeSpan.FromTicks(Math.Min(longest.Ticks, first.Ticks << Math.Clamp(before, 0, MostDoublings)));
}
