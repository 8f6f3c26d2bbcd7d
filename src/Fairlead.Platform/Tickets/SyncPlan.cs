using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>A group one of whose fields has no value that Jira takes.</summary>
/// <param name="Group">In words.</param>
/// <param name="IssueKey"><see langword="null"/> where its issue is only to be made or updated.</param>
public sealed record IncompleteGroup(string Group, string Reason, string? IssueKey = null);

/// <summary>A ticket whose issue is in line with how its findings stand, without a move.</summary>
/// <param name="Before">What it was in line with, as it is stored; -1: with nothing.</param>
public sealed record AdoptedStanding(TicketId Ticket, FindingStatus Standing, int Before);

/// <summary>What a run decided. Empty when Jira already agrees with the findings.</summary>
/// <param name="Revision">Of the configuration that was planned for.</param>
/// <param name="Findings">Findings that pass the filter.</param>
/// <param name="Groups">Groups that they form.</param>
/// <param name="Settled">Groups for which nothing is to be done.</param>
/// <param name="Waiting">Tickets that are on their way, rest, or need a person.</param>
/// <param name="Operations">Worst severity first; creates before the rest within a severity.</param>
public sealed record SyncPlan(
    TicketConfigurationId Configuration,
    int Revision,
    DateTimeOffset PlannedAt,
    int Findings,
    int Groups,
    int Settled,
    int Waiting,
    IReadOnlyList<SyncOperation> Operations)
{
    /// <summary>Tickets behind <see cref="Waiting"/>, each with what stands in its way.</summary>
    public IReadOnlyList<UnsettledTicket> Unsettled { get; init; } = [];

    /// <summary>
    /// Closes of tickets that no finding is behind any more: too many to be believed without a person's word, or their findings wait
    /// for another issue.
    /// </summary>
    public IReadOnlyList<SyncOperation> HeldCloses { get; init; } = [];

    /// <summary>Why <see cref="HeldCloses"/> are held: what takes the place of their issues is not made yet. Else they are too many.</summary>
    public bool AwaitsReplacements { get; init; }

    /// <summary>New issues, more at once than the configuration allows without a person's word: all of the run's creates, or none.</summary>
    public IReadOnlyList<SyncOperation> HeldCreates { get; init; } = [];

    /// <summary>Groups whose issue is, or is to be, without a field that the configuration gives a value.</summary>
    public IReadOnlyList<IncompleteGroup> Incomplete { get; init; } = [];

    /// <summary>Tickets that were never made and that no finding asks for any more.</summary>
    public IReadOnlyList<TicketId> Withdrawn { get; init; } = [];

    /// <summary>What a person should know before it is applied; it holds nothing up. Not stored.</summary>
    public IReadOnlyList<ConfigurationFault> Warnings { get; init; } = [];

    /// <summary>Where the status map has nothing to move.</summary>
    public IReadOnlyList<AdoptedStanding> Adopted { get; init; } = [];

    /// <summary>What applying it does besides its operations.</summary>
    public DueWork Due { get; init; } = DueWork.None;

    public bool IsEmpty => Operations.Count == 0;
}
