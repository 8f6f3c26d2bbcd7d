using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Findings.Jobs;

/// <summary>Cleans up after a killed process when the server starts, then ends decisions whose time is over.</summary>
internal sealed class FindingUpkeep(FindingImports imports, FindingCatalog catalog, TimeProvider clock, ILogger<FindingUpkeep> log)
    : RecurringWork(TimeSpan.FromMinutes(1), clock)
{
    protected override async Task DoAsync(CancellationToken ct)
    {
        await imports.RecoverAsync(ct);
        if (await catalog.EndExpiredDecisionsAsync(ct) is var ended and > 0)
            log.DecisionsEnded(ended);
    }

    protected override void PutOff(Exception exception) => log.UpkeepPutOff(exception);
}
