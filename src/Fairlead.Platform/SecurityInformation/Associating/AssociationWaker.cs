using Fairlead.Platform.Connections;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>
/// Has associations that could not be linked tried again before their pause is over, once what they wait for may be there: when a connection or a configuration changed, or the
/// ticket that stands in the way, or when their issue became a ticket's. What changes in Jira alone, only the next try shows.
/// </summary>
internal sealed class AssociationWaker(AssociationStore associations, ConnectionDirectory connections, TicketConfigurations configurations, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>As the last look saw it; <see langword="null"/>: there was none since the start, before which settings may have changed.</summary>
    private string? _setup;
    private DateTimeOffset _lookedAt;

    public async Task WakeAsync(CancellationToken ct)
    {
        var (now, setup) = (clock.GetUtcNow(), await SetupAsync(ct));
        var isOther = setup != _setup;
        if (!isOther && now - _lookedAt < Pause)
            return;
        await associations.WakeAsync(isOther, now, ct);
        (_setup, _lookedAt) = (setup, now);
    }

    /// <returns>What says which issues can be linked.</returns>
    private async Task<string> SetupAsync(CancellationToken ct) => string.Join(
        '\n',
        (await connections.ListAsync(ct)).Select(c => $"{c.Id} {c.Revision} {c.ActiveSlot} {c.IsEnabled} {c.BaseUrl} {c.Name}").Concat((await configurations.ListAsync(ct)).Select(c => $"{c.Id} {c.Revision} {c.Enabled}")).Order(StringComparer.Ordinal));
}
