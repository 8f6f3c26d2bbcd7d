using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Lets go of what is kept for undoing runs once they are too old for it.</summary>
internal sealed class RunUpkeep(TicketSync sync, TimeProvider clock, ILogger<RunUpkeep> log) : RecurringWork(TimeSpan.FromHours(1), clock)
{
    protected override Task DoAsync(CancellationToken ct) => sync.ForgetOldAsync(ct);

    protected override void PutOff(Exception exception) => log.RunsNotCleaned(exception);
}
