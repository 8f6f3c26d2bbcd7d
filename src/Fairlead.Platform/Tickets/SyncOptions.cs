using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets;

/// <summary>Settings of the Tickets room, section <c>Tickets:Sync</c>.</summary>
internal sealed class SyncOptions
{
    public const string Section = "Tickets:Sync";

    /// <summary>Issues in one bulk create; 1 to 50, Jira's own limit.</summary>
    [Range(1, 50)]
    public int BulkSize { get; init; } = 50;

    /// <summary>Pause between two looks at a connection's due work; 5 seconds to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan WakeUpInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two sweeps for duplicates; 1 minute to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Pause between two readings of all linked issues; 5 minutes to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan ReconcileInterval { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Pause between two looks at issues that somebody changed in Jira; 10 seconds to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it is asked whether a look is due.</summary>
    internal TimeSpan LookTick => PollInterval < MaxLookTick ? PollInterval : MaxLookTick;

    private static TimeSpan MaxLookTick => TimeSpan.FromSeconds(15);

    /// <summary>How long a project and type that refuses every item rests before one item is tried; 10 seconds to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A worker that did not send within this time after its claim leaves the item alone; 1 second to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ClaimLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after it was planned a run can be undone; what its issues were before is kept so long. 1 hour to 365 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan UndoFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long runs and their steps are kept, and for as long as they can be undone at least; 1 to 3,650 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepRunsFor { get; init; } = TimeSpan.FromDays(180);

    /// <summary>
    /// Where people reach Fairlead, such as https://fairlead.example.com; issues link back to it. Left out: they do not. An absolute http or https address.
    /// </summary>
    [RegularExpression(@"https?://[^\s?#]+", MatchTimeoutInMilliseconds = Timeout.Infinite)]
    public string? PublicUrl { get; init; }

    /// <summary>Whether jobs run at all; off in tests and tools that drive the verbs themselves.</summary>
    public bool JobsEnabled { get; init; } = true;
}

[OptionsValidator]
internal sealed partial class SyncOptionsValidator : IValidateOptions<SyncOptions>;
