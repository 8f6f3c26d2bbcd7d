using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Sees to it that a connection still leads to the Jira whose issues the tickets speak of, before anything is written or believed.
/// Two calls, at most every quarter of an hour, and none while there is nothing to do; one more for each of ten issues on a Data Center that shows none of their labels.
/// </summary>
internal sealed class SiteGuard(TicketStore tickets, Lanes lanes, LinkProof links, IJiraSource jira, TimeProvider clock)
{
    private const int MaxWitnesses = 10;

    /// <summary>One or two issues may have been deleted since they were read.</summary>
    private const int MinWitnesses = 3;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    /// <returns>Whether it does. If not, or if that cannot be found out, the session is stopped.</returns>
    public async Task<bool> HoldsAsync(LaneSession session, CancellationToken ct)
    {
        if (session.Stopped == PauseCause.SiteChanged)
            return false;
        try
        {
            var pin = await LookAsync(session.Connection, session.Jira, ct);
            if (pin.Doubt is { } doubt)
            {
                await lanes.PauseAsync(session, PauseCause.SiteChanged, doubt, null, ct);
                return false;
            }

            if (pin.Since is { } since && await links.IsDueAsync(session.Connection, since, ct))
                await links.ProveAsync(session, since, ct);
            return true;
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await lanes.PauseAfterAsync(session, e, ct);
        }

        return false;
    }

    /// <summary>Where another Jira was accepted and its links are not proven yet, that is done now, whether or not there is something to write.</summary>
    public async Task ProveLinksAsync(LaneSession session, CancellationToken ct)
    {
        if (!session.IsStopped && !await AreLinksProvenAsync(session.Connection, ct))
            await HoldsAsync(session, ct);
    }

    /// <summary>Whether what tickets are linked to is known for the Jira that is the known one. Asks nothing of it.</summary>
    public async Task<bool> AreLinksProvenAsync(ConnectionId connection, CancellationToken ct) =>
        (await jira.PinAsync(connection, ct)).Since is not { } since || !await links.IsDueAsync(connection, since, ct)
        || (await tickets.LinkedAsync(connection, "", 1, ct)).Count == 0;

    /// <summary>Looks which Jira it is, and remembers it. Asks nothing when that was done within a quarter of an hour.</summary>
    /// <exception cref="JiraUnavailableException">That cannot be found out.</exception>
    /// <exception cref="JiraRefusedException">That cannot be found out.</exception>
    public async Task<SitePin> LookAsync(ConnectionId connection, JiraClient client, CancellationToken ct)
    {
        var pin = await jira.PinAsync(connection, ct);
        if (pin is { Doubt: null, SeenAt: { } at } && clock.GetUtcNow() - at < GoodFor)
            return pin;
        var asked = clock.GetUtcNow();
        var info = await client.ServerInfo.GetAsync(ct);
        var (seen, ahead) = (SitePin.NameOf(info), SitePin.AheadOf(info, asked, clock.GetUtcNow()));
        var areOursThere = pin.Known != seen || await AreOursThereAsync(connection, client, pin, ct);
        return await jira.NoteSiteAsync(connection, seen, areOursThere, ahead, ct);
    }

    /// <summary>Of the newest issues that were once read at this Jira, at least one must show with its marker: an older copy has none of them.</summary>
    private async Task<bool> AreOursThereAsync(ConnectionId connection, JiraClient client, SitePin pin, CancellationToken ct)
    {
        var witnesses = await tickets.WitnessesAsync(connection, pin.Since ?? DateTimeOffset.MinValue, MaxWitnesses, ct);
        if (witnesses.Count < MinWitnesses)
            return true;
        var markers = witnesses.ToDictionary(t => t.IssueId!, t => t.Marker);
        foreach (var selection in MarkerReader.Steps(client.Site.Edition, areLabelled: true))
        {
            var batch = await client.Issues.FetchAsync([.. markers.Keys], selection, ct);
            if (batch.Issues.Any(i => markers.TryGetValue(i.Id, out var marker) && MarkerReader.Of(i) == marker))
                return true;
        }

        return false;
    }
}
