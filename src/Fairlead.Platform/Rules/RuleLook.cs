using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Storage;

namespace Fairlead.Platform.Rules;

/// <summary>Runs rules where findings or rules changed since they ran. Two looks at once do nothing twice: each finding is a rule's once.</summary>
internal sealed class RuleLook(RuleRuns runs, EventLog events, Database database) : IBeforePlanning
{
    private const string Reader = "rules";
    private const int EventBatch = 1_000;

    public Task DecideAsync(CancellationToken ct) => LookAsync(isDue: false, ct);

    /// <param name="isDue">Whether they run also when nothing changed.</param>
    public async Task LookAsync(bool isDue, CancellationToken ct)
    {
        var first = await events.PositionAsync(Reader, ct);
        var last = first;
        for (var batch = await events.ReadAfterAsync(last, EventBatch, ct); batch.Count > 0; batch = await events.ReadAfterAsync(last, EventBatch, ct))
        {
            isDue |= batch.Any(e => e.Kind.StartsWith("findings.", StringComparison.Ordinal) || e.Kind == FindingRules.ChangedEvent);
            last = batch[^1].Number;
        }

        if (isDue)
            await runs.RunAsync(ct);
        if (last == first)
            return;
        await using var work = await database.BeginAsync(ct);
        await EventLog.AdvanceAsync(work, Reader, last, ct);
        await work.CommitAsync(ct);
    }
}
