using System.Collections.Concurrent;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Under which accounts Fairlead works at a connection's Jira, or did. Jira is asked at most every quarter of an hour, and anew for another
/// credential or another Jira.
/// </summary>
internal sealed class OwnAccounts(IJiraSource jira, TimeProvider clock)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<ConnectionId, Known> _known = new();

    /// <param name="madeAfter">UTC. Before the credential of the client was read.</param>
    /// <exception cref="JiraUnavailableException">They are not known.</exception>
    /// <exception cref="JiraRefusedException">They are not known.</exception>
    public async Task<IReadOnlySet<string>> OfAsync(ConnectionId connection, JiraClient client, DateTimeOffset madeAfter, CancellationToken ct)
    {
        var (mendedAt, site, now) = (await jira.MendedAtAsync(connection, ct), (await jira.PinAsync(connection, ct)).Known, clock.GetUtcNow());
        if (!(_known.TryGetValue(connection, out var known) && known.MendedAt == mendedAt && known.Site == site && now - known.At < GoodFor))
        {
            known = new((await client.Myself.GetAsync(ct)).Id, mendedAt, site, now);
            // Of a credential that was replaced about then, it may be the one before that was asked with; clocks of nodes differ.
            if (!(mendedAt > madeAfter - LaneHold.Lifetime))
                _known[connection] = known;
        }

        return new HashSet<string>([known.Account, .. await jira.AccountsAsync(connection, ct)]);
    }

    private sealed record Known(string Account, DateTimeOffset? MendedAt, string? Site, DateTimeOffset At);
}
