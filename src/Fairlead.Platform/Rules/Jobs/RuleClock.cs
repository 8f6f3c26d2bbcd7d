using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Rules.Jobs;

/// <summary>Runs rules when findings or rules changed, and from time to time because findings come of age.</summary>
internal sealed class RuleClock(
    RuleRuns runs, EventLog events, Database database, IOptions<RulesOptions> options, TimeProvider clock, ILogger<RuleClock> log) : BackgroundService
{
    private const string Reader = "rules";
    private const int EventBatch = 1_000;

    private DateTimeOffset _ranAt = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookInterval, clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The next look finds the same events. Whatever it is, it ends no server.
                log.NotRun(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var first = await events.PositionAsync(Reader, ct);
        var (last, isDue) = (first, clock.GetUtcNow() - _ranAt >= options.Value.AgeInterval);
        for (var batch = await events.ReadAfterAsync(last, EventBatch, ct); batch.Count > 0; batch = await events.ReadAfterAsync(last, EventBatch, ct))
        {
            isDue |= batch.Any(e => e.Kind.StartsWith("findings.", StringComparison.Ordinal) || e.Kind == FindingRules.ChangedEvent);
            last = batch[^1].Number;
        }

        if (isDue)
        {
            var began = clock.GetUtcNow();
            await runs.RunAsync(ct);
            _ranAt = began;
        }

        if (last == first)
            return;
        await using var work = await database.BeginAsync(ct);
        await EventLog.AdvanceAsync(work, Reader, last, ct);
        await work.CommitAsync(ct);
    }
}
