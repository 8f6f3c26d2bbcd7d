using Fairlead.Kernel.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Looks at what people changed in each Jira. A clock of its own, so that a long run does not keep it from listening.</summary>
internal sealed class LookClock(
    TicketConfigurations configurations, ConnectionLook look, IOptions<SyncOptions> options, TimeProvider clock, ILogger<LookClock> log)
    : ConnectionClock(configurations, options.Value.LookTick, clock, log)
{
    protected override Task RunAsync(ConnectionId connection, CancellationToken ct) => look.RunAsync(connection, ct);
}
