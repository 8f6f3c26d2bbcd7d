using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>
/// Ticks for all connections that have configurations: each has work of its own, so that a slow site holds up no other. What is still at work is
/// not begun a second time.
/// </summary>
internal abstract class ConnectionClock(TicketConfigurations configurations, TimeSpan interval, TimeProvider clock, ILogger log) : RecurringWork(interval, clock)
{
    private readonly Dictionary<ConnectionId, Task> _atWork = [];

    /// <summary>
    /// Nothing new is begun by then, and what is with Jira comes to its answer (<see cref="Applying.Patience"/>): one that nobody takes costs
    /// minutes at the next start.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_atWork.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What is done for one of them; it does not throw.</summary>
    protected abstract Task RunAsync(ConnectionId connection, CancellationToken ct);

    protected override void PutOff(Exception exception) => log.NotTicked(exception);

    protected override async Task DoAsync(CancellationToken ct)
    {
        foreach (var connection in (await configurations.ListAsync(ct)).Select(c => c.Connection).Distinct())
        {
            if (_atWork.GetValueOrDefault(connection, Task.CompletedTask).IsCompleted)
                _atWork[connection] = Task.Run(() => RunAsync(connection, ct), CancellationToken.None);
        }
    }
}
