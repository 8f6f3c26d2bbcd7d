using Fairlead.Jira;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Sees to it that a connection still leads to the Jira whose issues the tickets speak of, before anything is written or believed.
/// Two calls, at most every quarter of an hour, and none while there is nothing to do.
/// </summary>
internal sealed class SiteGuard(TicketStore tickets, Lanes lanes, IJiraSource jira, TimeProvider clock)
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
        var pin = await jira.PinAsync(session.Connection, ct);
        if (pin is { Doubt: null, SeenAt: { } at } && clock.GetUtcNow() - at < GoodFor)
            return true;
        try
        {
            var seen = SitePin.NameOf(await session.Jira.ServerInfo.GetAsync(ct));
            var areOursThere = pin.Known != seen || await AreOursThereAsync(session, pin, ct);
            pin = await jira.NoteSiteAsync(session.Connection, seen, areOursThere, ct);
            if (pin.Doubt is not { } doubt)
                return true;
            await lanes.PauseAsync(session, PauseCause.SiteChanged, doubt, null, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await lanes.PauseAfterAsync(session, e, ct);
        }

        return false;
    }

    /// <summary>Of the newest issues that were once read at this Jira, at least one must show with its marker: an older copy has none of them.</summary>
    private async Task<bool> AreOursThereAsync(LaneSession session, SitePin pin, CancellationToken ct)
    {
        var witnesses = await tickets.WitnessesAsync(session.Connection, pin.Since ?? DateTimeOffset.MinValue, MaxWitnesses, ct);
        if (witnesses.Count < MinWitnesses)
            return true;
        var markers = witnesses.ToDictionary(t => t.IssueId!, t => t.Marker);
        var batch = await session.Jira.Issues.FetchAsync([.. markers.Keys], MarkerReader.Selection, ct);
        return batch.Issues.Any(i => markers.TryGetValue(i.Id, out var marker) && MarkerReader.Of(i) == marker);
    }
}
