using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Wakes one connection: what changed is planned and applied, what is due is done. The work is in rows; this only looks.</summary>
[DisallowConcurrentExecution]
internal sealed class ConnectionWakeUp(
    TicketSync sync, TicketConfigurations configurations, EventLog events, Database database, ILogger<ConnectionWakeUp> log) : IJob
{
    public const string ConnectionKey = "connection";
    private const int EventBatch = 1_000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct = default)
    {
        var connection = ConnectionId.Parse(context.MergedJobDataMap.GetString(ConnectionKey)!, null);
        try
        {
            await RunChangedAsync(connection, ct);
            await sync.WakeAsync(connection, ct);
        }
        catch (Exception e) when (e is DatabaseUnavailableException or ConnectionUnusableException or JiraUnavailableException or JiraRefusedException)
        {
            // The next wake-up finds the same rows.
            log.WakeUpFailed(e, connection);
        }
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

        if (isDue)
        {
            foreach (var configuration in (await configurations.ListAsync(ct)).Where(c => c.Connection == connection && c is { Enabled: true, Automatic: true }))
                await sync.RunAsync(configuration.Id, null, ct);
        }

        if (last == position)
            return;
        await using var work = await database.BeginAsync(ct);
        await EventLog.AdvanceAsync(work, reader, last, ct);
        await work.CommitAsync(ct);
    }
}
