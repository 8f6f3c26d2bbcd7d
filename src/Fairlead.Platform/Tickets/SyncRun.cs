using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>Where a run stands. The numbers are stored; append, never renumber.</summary>
public enum SyncRunState
{
    Planned = 1,
    Applying = 2,

    /// <summary>Every operation was applied or had become needless.</summary>
    Done = 3,

    /// <summary>Some operations were refused, put off or are uncertain; each says why.</summary>
    PartlyDone = 4,

    /// <summary>The worker stopped or lost its claim, or confirmed closes had to wait. What was begun is finished by the next one.</summary>
    Interrupted = 5,
}

/// <summary>How many operations of each kind a plan holds.</summary>
public sealed record OperationTotals(int Create, int Update, int Transition, int Comment, int Undo)
{
    public int All => Create + Update + Transition + Comment + Undo;

    public static OperationTotals Of(IReadOnlyCollection<SyncOperation> operations) => new(
        operations.Count(o => o is SyncOperation.Create),
        operations.Count(o => o is SyncOperation.Update),
        operations.Count(o => o is SyncOperation.Transition),
        operations.Count(o => o is SyncOperation.Comment),
        operations.Count(o => o is SyncOperation.Undo));
}

/// <summary>A stored plan and what came of it.</summary>
/// <param name="Outcomes">Operations by the name of their outcome.</param>
/// <param name="JiraCalls">Requests to Jira, of every kind, that this run made.</param>
public sealed record SyncRun(
    SyncRunId Id,
    TicketConfigurationId Configuration,
    ConnectionId Connection,
    SyncRunState State,
    OperationTotals Planned,
    IReadOnlyDictionary<string, int> Outcomes,
    int JiraCalls,
    DateTimeOffset PlannedAt,
    DateTimeOffset? FinishedAt)
{
    /// <summary>The run that this one undoes; <see langword="null"/>: it makes Jira agree with the findings.</summary>
    public SyncRunId? Undoes { get; init; }

    /// <summary>The latest run that took this one back; <see langword="null"/>: none did, or it was only planned.</summary>
    public RunUndone? UndoneBy { get; init; }

    /// <summary>For a disabled configuration nothing is written; to take back what was done for it, a person asks.</summary>
    internal bool MayWriteFor(TicketConfiguration configuration) => configuration.Enabled || Undoes is not null;

    /// <summary>Of the configuration that was planned for.</summary>
    public int Revision { get; init; }

    /// <summary>Runs that were cut off and that this one finished first. Told by the one that did it and not kept.</summary>
    public IReadOnlyList<ResumedRun> Resumed { get; init; } = [];

    /// <summary>What a person should know of its plan. Told by whoever planned it and not kept.</summary>
    public IReadOnlyList<ConfigurationFault> Warnings { get; init; } = [];

    /// <summary>What was due besides its operations when it was planned.</summary>
    public DueWork Due { get; init; } = DueWork.None;

    /// <summary>What became of the tickets that were due when it was applied; by configuration of the connection.</summary>
    public IReadOnlyList<CaughtUp> CaughtUp { get; init; } = [];

    /// <summary>Operations that were applied, or had become needless.</summary>
    public int Done => Outcomes.GetValueOrDefault("applied") + Outcomes.GetValueOrDefault("skipped");

    /// <summary>What is not settled besides its operations: as planned, and after it was applied as it left things.</summary>
    public IReadOnlyList<Attention> Attention { get; init; } = [];
}

/// <summary>That a run was taken back.</summary>
/// <param name="Undone">The run that was taken back.</param>
/// <param name="By">The one that took it back.</param>
/// <param name="State">Of that one: <see cref="SyncRunState.PartlyDone"/> left something.</param>
/// <param name="At">UTC. When that one was over; when it was planned, until then.</param>
public sealed record RunUndone(SyncRunId Undone, SyncRunId By, SyncRunState State, DateTimeOffset At);

/// <summary>A run that was cut off and is carried on.</summary>
/// <param name="Configuration">Its name.</param>
/// <param name="Total">Its operations; those that are in neither number were put off, refused or needless.</param>
/// <param name="DoneBefore">Those of which it was known, or turned out, that they had been done by then.</param>
/// <param name="DoneNow">Those that were done now.</param>
/// <param name="JiraCalls">Calls that this took now.</param>
public sealed record ResumedRun(SyncRunId Id, string Configuration, int Total, int DoneBefore, int DoneNow, int JiraCalls);

/// <summary>How far a run is.</summary>
public sealed record SyncProgress(int Done, int Total, string Step);
