using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>
/// Ticks for all connections that have configurations: each is woken and looked at by work of its own, so that a slow site holds up no
/// other, and a long run no listening. What is still at work is not begun a second time.
/// </summary>
internal sealed class TicketClock(
    TicketConfigurations configurations,
    ConnectionWakeUp wakeUp,
    ConnectionLook look,
    IOptions<SyncOptions> options,
    TimeProvider clock,
    ILogger<TicketClock> log) : RecurringWork(options.Value.WakeUpInterval, clock)
{
    private readonly Dictionary<ConnectionId, (Task WakeUp, Task Look)> _atWork = [];

    /// <summary>
    /// Nothing new is begun by then, and what is with Jira comes to its answer (<see cref="Applying.Patience"/>): one that nobody takes costs
    /// minutes at the next start.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_atWork.Values.SelectMany(w => new[] { w.WakeUp, w.Look })).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override void PutOff(Exception exception) => log.NotTicked(exception);

    protected override async Task DoAsync(CancellationToken ct)
    {
        foreach (var connection in (await configurations.ListAsync(ct)).Select(c => c.Connection).Distinct())
        {
            var (waking, looking) = _atWork.GetValueOrDefault(connection, (Task.CompletedTask, Task.CompletedTask));
            _atWork[connection] = (Next(waking, wakeUp.RunAsync, connection, ct), Next(looking, look.RunAsync, connection, ct));
        }
    }

    private static Task Next(Task last, Func<ConnectionId, CancellationToken, Task> work, ConnectionId connection, CancellationToken ct) =>
        last.IsCompleted ? Task.Run(() => work(connection, ct), CancellationToken.None) : last;
}
