using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Proves every link by its marker once another Jira was accepted: a rebuilt one begins its ids anew, so that what a ticket is linked to
/// may be anybody's issue there. What is not proven is set aside before anything is written to it or believed of it.
/// </summary>
internal sealed class LinkProof(TicketStore tickets, IssueHolders holders, LaneStore lanes, SetAside setAside)
{
    /// <param name="since">From when on the Jira is the known one.</param>
    public async Task<bool> IsDueAsync(ConnectionId connection, DateTimeOffset since, CancellationToken ct) =>
        !((await lanes.GetAsync(connection, ct))?.ProvenFor >= since);

    /// <summary>Begins anew when it was cut off; what was set aside by then stays so, and is looked for.</summary>
    /// <exception cref="JiraUnavailableException">Not all could be read.</exception>
    /// <exception cref="JiraRefusedException">Not all could be read.</exception>
    public async Task ProveAsync(LaneSession session, DateTimeOffset since, CancellationToken ct)
    {
        IReadOnlyList<TicketRow> page;
        for (var after = ""; (page = await tickets.LinkedAsync(session.Connection, after, IssuesResource.MaxFetch, ct)).Count > 0; after = page[^1].IssueId!)
        {
            session.ThrowIfLeaving();
            var unproven = await UnprovenAsync(session, page, ct);
            if (unproven.Count > 0)
                await SetAsideAsync(session, unproven, ct);
        }

        await using var work = await holders.BeginAsync(ct);
        await IssueHolders.ForgetAsync(work, session.Connection, since, ct);
        await LaneStore.ProvenAsync(work, session.Connection, session.Epoch, since, ct);
        await work.CommitAsync(ct);
    }

    private static async Task<IReadOnlyCollection<TicketRow>> UnprovenAsync(LaneSession session, IReadOnlyList<TicketRow> page, CancellationToken ct)
    {
        var unproven = page.ToDictionary(t => t.IssueId!);
        var asked = unproven.Keys.ToHashSet();
        foreach (var selection in MarkerReader.Steps(session.Jira.Site.Edition, areLabelled: true))
        {
            if (asked.Count == 0)
                break;
            var issues = (await session.Jira.Issues.FetchAsync(asked, selection, ct)).Issues;
            foreach (var issue in issues.Where(i => unproven.TryGetValue(i.Id, out var ticket) && MarkerReader.Of(i) == ticket.Marker))
                unproven.Remove(issue.Id);
            // What Jira does not show has no marker to read.
            asked = [.. issues.Select(i => i.Id).Where(unproven.ContainsKey)];
        }

        return unproven.Values;
    }

    private async Task SetAsideAsync(LaneSession session, IReadOnlyCollection<TicketRow> unproven, CancellationToken ct)
    {
        var gone = new List<TicketRow>();
        await using var work = await holders.BeginAsync(ct);
        foreach (var ticket in unproven)
        {
            if (await holders.SetAsideAsync(work, ticket, session.Epoch, ct))
                gone.Add(ticket);
        }

        await setAside.TellTogetherAsync(work, gone, ct);
        await work.CommitAsync(ct);
    }
}
