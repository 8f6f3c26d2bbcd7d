using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Notifications.Jobs;

/// <summary>Looks every minute whether something is the matter of which somebody wants to know.</summary>
internal sealed class TroubleClock(TroubleTeller teller, TimeProvider clock, ILogger<TroubleClock> log)
    : RecurringWork(TimeSpan.FromMinutes(1), clock, atOnce: false)
{
    protected override Task DoAsync(CancellationToken ct) => teller.TellAsync(ct);

    protected override void PutOff(Exception exception) => log.TroublesNotTold(exception);
}
