using Fairlead.Kernel.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Wakes each connection, so that it does what is due.</summary>
internal sealed class TicketClock(
    TicketConfigurations configurations, ConnectionWakeUp wakeUp, IOptions<SyncOptions> options, TimeProvider clock, ILogger<TicketClock> log)
    : ConnectionClock(configurations, options.Value.WakeUpInterval, clock, log)
{
    protected override Task RunAsync(ConnectionId connection, CancellationToken ct) => wakeUp.RunAsync(connection, ct);
}
