namespace Fairlead.Jira.Limits;

/// <summary>Bounds of one site's limiter. Sources: Atlassian's rate limiting page (2026-08-12); see docs/jira.md, "Limits".</summary>
public sealed record JiraLimiterOptions
{
    /// <summary>Calls in flight at one site; the limiter goes below this when the site limits us and back up when it stops.</summary>
    public int MaxConcurrentCalls { get; init; } = 8;

    /// <summary>Slots of the above that background calls leave free for people.</summary>
    public int ReservedForInteractive { get; init; } = 1;

    /// <summary>Calls waiting; one more fails at once with <see cref="JiraFailureCause.RateLimited"/>.</summary>
    public int MaxWaitingCalls { get; init; } = 4096;

    /// <summary>Writes to one issue in any 2 s.</summary>
    public int WritesPerIssueShort { get; init; } = 20;

    /// <summary>Writes to one issue in any 30 s.</summary>
    public int WritesPerIssueLong { get; init; } = 100;

    /// <summary>First pause after a 429 that names none; doubles up to <see cref="MaxPause"/> while they go on.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>No pause is longer, whatever a header says.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A number in [0, 1) for jitter (×0.7 … ×1.3); replaced in tests.</summary>
    public Func<double> Jitter { get; init; } = static () => Random.Shared.NextDouble();
}
