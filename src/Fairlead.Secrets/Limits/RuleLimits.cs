namespace Fairlead.Secrets.Limits;

/// <summary>How much a rule that somebody else wrote may take. One that takes more is given up, and everything else goes on.</summary>
/// <param name="TimePerMegabyte">For each megabyte that it looks at; twice as much at once.</param>
/// <param name="TableBytes">Of memory for what it makes of its pattern.</param>
public sealed record RuleLimits(TimeSpan TimePerMegabyte, long TableBytes)
{
    public static readonly RuleLimits Default = new(TimeSpan.FromSeconds(2), 64L << 20);

    /// <summary>By which time is taken.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
