using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts.Jobs;

/// <summary>Runs the triggers that are due.</summary>
internal sealed class TriggerClock(AlertReleases releases, IOptions<AlertsOptions> options, TimeProvider clock, ILogger<TriggerClock> log)
    : RecurringWork(options.Value.LookInterval, clock)
{
    protected override Task DoAsync(CancellationToken ct) => releases.RunDueAsync(ct);

    protected override void PutOff(Exception exception) => log.LookPutOff(exception);
}
