using Fairlead.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Findings.Jobs;

/// <summary>Cleans up after a killed process when the server starts, then ends decisions whose time is over.</summary>
internal sealed class FindingUpkeep(FindingImports imports, FindingCatalog catalog, TimeProvider clock, ILogger<FindingUpkeep> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await imports.RecoverAsync(stoppingToken);
                if (await catalog.EndExpiredDecisionsAsync(stoppingToken) is var ended and > 0)
                    log.DecisionsEnded(ended);
            }
            catch (DatabaseUnavailableException e)
            {
                log.UpkeepPutOff(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
