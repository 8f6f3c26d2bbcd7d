using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Jobs;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Finishes runs of a connection that were cut off: Ctrl-C, a killed process, a pause.</summary>
internal sealed class CutOffRuns(RunStore runs, ConfigurationStore configurations, RunApplier applier, FailedConfigurations failed, ILogger<CutOffRuns> log)
{
    /// <summary>Whether there is one that may be carried on; those of configurations that are disabled or gone are not.</summary>
    public async Task<bool> IsAnyDueAsync(ConnectionId connection, CancellationToken ct)
    {
        foreach (var run in await runs.BegunAsync(connection, ct))
        {
            if (await ConfigurationOfAsync(run, ct) is not null)
                return true;
        }

        return false;
    }

    /// <param name="except">One that is at work.</param>
    /// <returns>Those of which something was left, with how much was done.</returns>
    public async Task<IReadOnlyList<ResumedRun>> CarryOnAsync(LaneSession session, SyncRunId? except, CancellationToken ct)
    {
        var resumed = new List<ResumedRun>();
        foreach (var run in (await runs.BegunAsync(session.Connection, ct)).Where(r => r.Id != except))
        {
            if (!session.IsStopped && await ConfigurationOfAsync(run, ct) is { } configuration
                && await CarryOnAsync(session, run, configuration, ct) is { Total: > 0 } done)
                resumed.Add(done);
            session.ThrowIfLeaving();
        }

        return resumed;
    }

    /// <returns><see langword="null"/> where nothing may be written for the run.</returns>
    private async Task<TicketConfiguration?> ConfigurationOfAsync(SyncRun run, CancellationToken ct) =>
        await configurations.GetAsync(run.Configuration, ct) is { } configuration && configuration.Connection == run.Connection && run.MayWriteFor(configuration) ? configuration : null;

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
