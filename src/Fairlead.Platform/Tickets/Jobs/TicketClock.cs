using Quartz;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Ticks for all connections that have configurations: each is woken by a job of its own, so that a slow site holds up no other.</summary>
[DisallowConcurrentExecution]
internal sealed class TicketClock(TicketConfigurations configurations) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct = default)
    {
        foreach (var connection in (await configurations.ListAsync(ct)).Select(c => c.Connection).Distinct())
        {
            var key = new JobKey($"wake-up {connection}", "tickets");
            if (!await context.Scheduler.Exists(key, ct))
            {
                var job = JobBuilder.Create<ConnectionWakeUp>().WithIdentity(key).StoreDurably()
                    .UsingJobData(ConnectionWakeUp.ConnectionKey, connection.ToString()).Build();
                await context.Scheduler.AddJob(job, AddJobOptions.Replacing, ct);
            }

            // The trigger lives until its job has run: one that is still at work is not queued a second time.
            var trigger = new TriggerKey(key.Name, key.Group);
            if (!await context.Scheduler.Exists(trigger, ct))
                await context.Scheduler.ScheduleJob(TriggerBuilder.Create().WithIdentity(trigger).ForJob(key).StartNow().Build(), cancellationToken: ct);
        }
    }
}
