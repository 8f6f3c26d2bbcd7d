using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>What a run decided. Empty when Jira already agrees with the findings.</summary>
/// <param name="Revision">Of the configuration that was planned for.</param>
/// <param name="Findings">Findings that pass the filter.</param>
/// <param name="Groups">Groups that they form.</param>
/// <param name="Settled">Groups for which nothing is to be done.</param>
/// <param name="Waiting">Groups whose ticket is on its way, rests, or needs a person.</param>
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
    public bool IsEmpty => Operations.Count == 0;
}
