using Fairlead.Kernel.Identity;
using Quartz;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Ticks for all connections that have configurations: each is woken by jobs of its own, so that a slow site holds up no other.</summary>
[DisallowConcurrentExecution]
internal sealed class TicketClock(TicketConfigurations configurations) : IJob
{
    public const string ConnectionKey = "connection";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct = default)
    {
        foreach (var connection in (await configurations.ListAsync(ct)).Select(c => c.Connection).Distinct())
        {
            await StartAsync<ConnectionWakeUp>(context.Scheduler, "wake-up", connection, ct);
            await StartAsync<ConnectionLook>(context.Scheduler, "look", connection, ct);
        }
    }

    private static async Task StartAsync<TJob>(IScheduler scheduler, string what, ConnectionId connection, CancellationToken ct)
        where TJob : IJob
    {
        var key = new JobKey($"{what} {connection}", "tickets");
        if (!await scheduler.Exists(key, ct))
        {
            var job = JobBuilder.Create<TJob>().WithIdentity(key).StoreDurably().UsingJobData(ConnectionKey, connection.ToString()).Build();
            await scheduler.AddJob(job, AddJobOptions.Replacing, ct);
        }

        // The trigger lives until its job has run: one that is still at work is not queued a second time.
        var trigger = new TriggerKey(key.Name, key.Group);
        if (!await scheduler.Exists(trigger, ct))
            await scheduler.ScheduleJob(TriggerBuilder.Create().WithIdentity(trigger).ForJob(key).StartNow().Build(), cancellationToken: ct);
    }
}
