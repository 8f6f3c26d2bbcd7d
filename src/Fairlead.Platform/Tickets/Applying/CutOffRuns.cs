using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Jobs;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Finishes runs of a connection that were cut off: Ctrl-C, a killed process, a pause.</summary>
internal sealed class CutOffRuns(RunStore runs, ConfigurationStore configurations, RunApplier applier, FailedConfigurations failed, ILogger<CutOffRuns> log)
{
    /// <param name="except">One that is at work.</param>
    /// <returns>Those of which something was left, with how much was done.</returns>
    public async Task<IReadOnlyList<ResumedRun>> CarryOnAsync(LaneSession session, SyncRunId? except, CancellationToken ct)
    {
        var resumed = new List<ResumedRun>();
        foreach (var run in (await runs.BegunAsync(session.Connection, ct)).Where(r => r.Id != except))
        {
            if (!session.IsStopped && await configurations.GetAsync(run.Configuration, ct) is { } configuration && configuration.Connection == session.Connection && run.MayWriteFor(configuration)
                && await CarryOnAsync(session, run, configuration, ct) is { Total: > 0 } done)
                resumed.Add(done);
            session.ThrowIfLeaving();
        }

        return resumed;
    }

    /// <returns><see langword="null"/> when it failed by a mistake of ours, which stops no other run; it is carried on with the next time.</returns>
    private async Task<ResumedRun?> CarryOnAsync(LaneSession session, SyncRun run, TicketConfiguration configuration, CancellationToken ct)
    {
        try
        {
            return await applier.ApplyAsync(session, run, configuration, asOf: null, progress: null, ct);
        }
        catch (Exception e) when (FailedConfigurations.IsMistake(e))
        {
            log.RunFailed(e, configuration.Name);
            failed.Add(configuration);
            return null;
        }
    }
}
