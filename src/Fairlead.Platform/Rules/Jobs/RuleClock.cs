using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Rules.Jobs;

/// <summary>Runs rules when findings or rules changed, and from time to time because findings come of age.</summary>
internal sealed class RuleClock(
    RuleRuns runs, EventLog events, Database database, IOptions<RulesOptions> options, TimeProvider clock, ILogger<RuleClock> log)
    : RecurringWork(options.Value.LookInterval, clock)
{
    private const string Reader = "rules";
    private const int EventBatch = 1_000;

    private readonly TimeSpan _ageInterval = options.Value.AgeInterval;

    private DateTimeOffset _ranAt = DateTimeOffset.MinValue;

    protected override void PutOff(Exception exception) => log.NotRun(exception);

    protected override async Task DoAsync(CancellationToken ct)
    {
        var first = await events.PositionAsync(Reader, ct);
        var (last, isDue) = (first, Clock.GetUtcNow() - _ranAt >= _ageInterval);
        for (var batch = await events.ReadAfterAsync(last, EventBatch, ct); batch.Count > 0; batch = await events.ReadAfterAsync(last, EventBatch, ct))
        {
            isDue |= batch.Any(e => e.Kind.StartsWith("findings.", StringComparison.Ordinal) || e.Kind == FindingRules.ChangedEvent);
            last = batch[^1].Number;
        }

        if (isDue)
        {
            var began = Clock.GetUtcNow();
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
