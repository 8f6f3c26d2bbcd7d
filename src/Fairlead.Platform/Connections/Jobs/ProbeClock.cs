using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Tests each connection from time to time, so that what is the matter is known before work meets it.</summary>
internal sealed class ProbeClock(ConnectionProbes probes, TimeProvider clock, ILogger<ProbeClock> log)
    : RecurringWork(TimeSpan.FromSeconds(10), clock, atOnce: false)
{
    protected override Task DoAsync(CancellationToken ct) => probes.RunDueAsync(ct);

    protected override void PutOff(Exception exception) => log.NotLooked(exception);
}
