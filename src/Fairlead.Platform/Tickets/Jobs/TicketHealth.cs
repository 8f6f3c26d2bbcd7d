using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Tells of connections on which nothing is sent until somebody does something.</summary>
internal sealed class TicketHealth(LaneStore lanes) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. (await lanes.PausedAsync([PauseCause.SignIn, PauseCause.Proxy, PauseCause.SiteChanged], ct)).Select(lane => new HealthReason(
            "tickets_paused", $"Nothing is sent through connection {lane.ConnectionId}: {lane.PauseReason}", IsBlocking: false)),
    ];
}
