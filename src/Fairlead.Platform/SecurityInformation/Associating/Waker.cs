using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>
/// Has what could not be followed tried again before its pause is over, once what it waits for may be there: when a connection or a configuration changed, or the
/// ticket that stands in the way, or when its issue became a ticket's. What changes in Jira alone, only the next try shows. Whoever tries has one of its own.
/// </summary>
internal sealed class Waker(ConnectionDirectory connections, TicketConfigurations configurations, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>As the last look saw it; <see langword="null"/>: there was none since the start, before which settings may have changed.</summary>
    private string? _setup;
    private DateTimeOffset _lookedAt;

    /// <param name="wake">Makes due what waits: whatever it waits for, or only what waits for a ticket; as of then, UTC.</param>
    public async Task WakeAsync(Func<bool, DateTimeOffset, CancellationToken, Task> wake, CancellationToken ct)
    {
        var (now, setup) = (clock.GetUtcNow(), await SetupAsync(ct));
        var isOther = setup != _setup;
        if (!isOther && now - _lookedAt < Pause)
            return;
        await wake(isOther, now, ct);
        (_setup, _lookedAt) = (setup, now);
    }

    /// <returns>What says which issues can be linked.</returns>
    private async Task<string> SetupAsync(CancellationToken ct) => string.Join(
        '\n',
        (await connections.ListAsync(ct)).Select(c => $"{c.Id} {c.Revision} {c.ActiveSlot} {c.IsEnabled} {c.BaseUrl} {c.Name}").Concat((await configurations.ListAsync(ct)).Select(c => $"{c.Id} {c.Revision} {c.Enabled}")).Order(StringComparer.Ordinal));
}
