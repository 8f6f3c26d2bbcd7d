using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Wakes one connection: what changed is planned and applied, what is due is done. The work is in rows; this only looks.</summary>
internal sealed class ConnectionWakeUp(
    TicketSync sync,
    LanePauses pauses,
    TicketConfigurations configurations,
    UnusableConnections unusable,
    EventLog events,
    FailedConfigurations failed,
    Database database,
    ILogger<ConnectionWakeUp> log)
{
    private const int EventBatch = 1_000;

    /// <summary>What fails is tried again.</summary>
    public async Task RunAsync(ConnectionId connection, CancellationToken ct)
    {
        try
        {
            // Health tells of it. Nothing is planned, which would be stored for nothing, and what changed waits as events.
            if (await unusable.FindAsync(connection, ct) is not null)
                return;
            // While nothing is sent they wait as well, unread, and what they stand for is planned once when it can be done.
            if (await pauses.CanSendAsync(connection, ct))
            {
                await RunChangedAsync(connection, ct);
                await RunAgedAsync(connection, ct);
                await RunRestedAsync(connection, ct);
            }

            await sync.WakeAsync(connection, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The next wake-up finds the same rows. Whatever it is, it ends no server.
            log.WakeUpFailed(e, connection);
        }
    }

    /// <returns>Whether everything that was planned could be tried; what was put off is planned again by the next wake-up.</returns>
    private async Task<bool> RunAllAsync(ConnectionId connection, CancellationToken ct)
    {
        var isTried = true;
        foreach (var configuration in await AutomaticAsync(connection, ct))
            isTried &= await TryAsync(configuration, () => sync.RunAsync(configuration.Id, null, ct), ct);
        return isTried;
    }

    /// <summary>What comes of age tells nobody, so it is looked for from time to time.</summary>
    private async Task RunAgedAsync(ConnectionId connection, CancellationToken ct)
    {
        foreach (var configuration in await AutomaticAsync(connection, ct))
        {
            await TryAsync(
                configuration,
                async () => await sync.HasAgedAsync(configuration, ct) && await pauses.CanSendAsync(connection, ct) ? await sync.RunAsync(configuration.Id, null, ct) : null,
                ct);
        }
    }

    /// <summary>Nothing tells either that an issue need not be left alone any more.</summary>
    private async Task RunRestedAsync(ConnectionId connection, CancellationToken ct)
    {
        foreach (var configuration in await AutomaticAsync(connection, ct))
        {
            if (await sync.RestedAsync(configuration.Id, ct) is { } asOf && await pauses.CanSendAsync(connection, ct)
                && await TryAsync(configuration, () => sync.RunAsync(configuration.Id, null, ct), ct))
                await sync.LetGoAsync(configuration.Id, asOf, ct);
        }
    }

    /// <summary>What fails for one configuration stops none of the others. A mistake of Fairlead's is told by health until it runs.</summary>
    /// <returns>Whether it need not be tried again before something changes.</returns>
    private async Task<bool> TryAsync(TicketConfiguration configuration, Func<Task<SyncRun?>> act, CancellationToken ct)
    {
        try
        {
            var run = await act();
            if (run is not null)
                failed.Remove(configuration);
            return run is null || !(run.State is SyncRunState.Planned or SyncRunState.Interrupted || run.Outcomes.ContainsKey("deferred")
                || (run.Outcomes.ContainsKey("uncertain") && await sync.HasUnclearWritesAsync(run.Id, ct)));
        }
        catch (Exception e) when (e is JiraRefusedException or ConnectionUnusableException || FailedConfigurations.IsMistake(e))
        {
            log.RunFailed(e, configuration.Name);
            if (FailedConfigurations.IsMistake(e))
                failed.Add(configuration);
            return false;
        }
    }

    private async Task<IReadOnlyCollection<TicketConfiguration>> AutomaticAsync(ConnectionId connection, CancellationToken ct)
    {
        List<TicketConfiguration> automatic = [.. (await configurations.ListAsync(ct)).Where(c => c.Connection == connection && c is { Enabled: true, Automatic: true })];
        failed.Keep(connection, automatic);
        return automatic;
    }

    /// <summary>Findings or configurations changed since this connection last looked: its automatic configurations run once.</summary>
    private async Task RunChangedAsync(ConnectionId connection, CancellationToken ct)
    {
        var reader = $"tickets/{connection}";
        var position = await events.PositionAsync(reader, ct);
        var last = position;
        var isDue = false;
        for (var batch = await events.ReadAfterAsync(last, EventBatch, ct); batch.Count > 0; batch = await events.ReadAfterAsync(last, EventBatch, ct))
        {
            isDue |= batch.Any(e => e.Kind.StartsWith("findings.", StringComparison.Ordinal) || e.Kind == TicketConfigurations.ChangedEvent);
            last = batch[^1].Number;
        }

        if (last == position)
            return;
        if (isDue && !await RunAllAsync(connection, ct))
            return;

        await using var work = await database.BeginAsync(ct);
        await EventLog.AdvanceAsync(work, reader, last, ct);
        await work.CommitAsync(ct);
    }
}
