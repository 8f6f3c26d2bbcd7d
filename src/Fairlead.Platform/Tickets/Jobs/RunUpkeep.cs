using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Lets go of runs, and of what is kept for undoing them, once they are too old for it.</summary>
internal sealed class RunUpkeep(OldRuns runs, TimeProvider clock, ILogger<RunUpkeep> log) : RecurringWork(TimeSpan.FromHours(1), clock)
{
    protected override Task DoAsync(CancellationToken ct) => runs.LetGoAsync(ct);

    protected override void PutOff(Exception exception) => log.RunsNotCleaned(exception);
}
