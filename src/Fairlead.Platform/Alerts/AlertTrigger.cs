using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Alerts;

/// <summary>When a trigger lets through what waits. All but the first at the beginning of a period, UTC; weeks begin on Monday.</summary>
public enum TriggerSchedule
{
    /// <summary>New alerts as they come; repeats at the beginning of each hour.</summary>
    AtOnce = 1,
    Hourly = 2,
    Daily = 3,
    Weekly = 4,
    Monthly = 5,
}

/// <summary>Which alerts. An empty list allows everything; lists are joined by and, the entries of a list by or.</summary>
public sealed record AlertFilter
{
    public static AlertFilter Everything { get; } = new();

    /// <summary><see cref="Severity.Unknown"/>: every severity.</summary>
    public Severity MinimumSeverity { get; init; } = Severity.Unknown;

    /// <summary>Compared without case.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Patterns: <c>*</c> stands for any characters; compared without case. So are the following.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public IReadOnlyList<string> Workloads { get; init; } = [];

    public IReadOnlyList<string> Assets { get; init; } = [];

    public IReadOnlyList<string> Rules { get; init; } = [];
}

/// <summary>At most so many alerts for the first time in a period; the others wait for the next one.</summary>
/// <param name="Alerts">1 to 10,000.</param>
/// <param name="Per">Not <see cref="TriggerSchedule.AtOnce"/>; periods begin as those of a schedule.</param>
public sealed record AlertThrottle(int Alerts, TriggerSchedule Per);

/// <summary>Lets alerts that pass a filter through to tickets.</summary>
/// <param name="Name">1 to 100 characters, unique without regard to case; what it lets through has the tag <c>trigger=NAME</c>.</param>
/// <param name="ThreatLevel">The severity of what it lets through; null: the alert's own.</param>
/// <param name="Configuration">The ticket configuration that it is meant for; null where none is named.</param>
/// <param name="RanAt">UTC. When it last let through what waited, or was made or enabled, if that was later.</param>
/// <param name="RepeatedAt">UTC. When it last told repeats, or was made or enabled, if that was later.</param>
/// <param name="HeldTold">How many alerts a finding says are held back; -1 where it may say so, because whoever told it was cut off.</param>
/// <param name="Problem">Why its last run could not be finished.</param>
public sealed record AlertTrigger(
    AlertTriggerId Id,
    string Name,
    bool Enabled,
    AlertFilter Filter,
    TriggerSchedule Schedule,
    Severity? ThreatLevel,
    AlertThrottle? Throttle,
    TicketConfigurationId? Configuration,
    DateTimeOffset RanAt,
    DateTimeOffset RepeatedAt,
    long HeldTold,
    string? Problem,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>
    /// As it is once somebody enables it again: it does not catch up on the time in between, and what waited before goes with the next period, as if its run of
    /// the present one had been then.
    /// </summary>
    public AlertTrigger EnabledAt(DateTimeOffset now) => this with { Enabled = true, RanAt = now, RepeatedAt = now };

    /// <summary>How a finding, and a configuration's filter, name it.</summary>
    public string Tag => TagOf(Name);

    public static string TagOf(string name) => $"trigger={name}";
}
