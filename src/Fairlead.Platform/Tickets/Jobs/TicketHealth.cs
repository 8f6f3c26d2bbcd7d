using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Tells of connections on which nothing is sent until somebody does something.</summary>
internal sealed class TicketHealth(TicketSync sync) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. (await sync.PausesAsync(ct)).Where(p => p.Cause != PauseCause.Resting).Select(p => new HealthReason(
            "tickets_paused", $"Nothing is sent through connection {p.Name}: {p.Reason} {p.NextStep}", IsBlocking: false)),
    ];
}
