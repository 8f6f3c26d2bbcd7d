using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What Jira shows under the ids of linked tickets. What it does not show is in neither.</summary>
/// <param name="Ours">By issue id, with status and creation: they carry the markers of their tickets.</param>
/// <param name="Strange">Tickets under whose ids lie issues without their markers.</param>
internal sealed record LinkedIssues(IReadOnlyDictionary<string, JiraIssue> Ours, IReadOnlyCollection<TicketRow> Strange)
{
    public static LinkedIssues None { get; } = new(new Dictionary<string, JiraIssue>(), []);

    /// <summary>What was asked for beside status, creation and markers.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>When they were read, by the monotonic clock.</summary>
    public long ReadAt { get; init; }

    /// <returns><see langword="null"/> unless the issue is proven the ticket's.</returns>
    public IssueLook? LookAt(TicketRow ticket) => Ours.GetValueOrDefault(ticket.IssueId!) is { } issue ? new(issue, Fields, ReadAt) : null;

    public bool IsStrange(TicketRow ticket) => Strange.Any(s => s.Id == ticket.Id);

    /// <returns>Why nothing is written to the issue of a ticket that has one; <see langword="null"/> when it is proven the ticket's.</returns>
    public SyncOutcome.Refused? WhyNotWritten(TicketRow ticket) =>
        IsStrange(ticket) ? new SyncOutcome.Refused("what has its id in Jira does not carry the ticket's marker: nothing is written to that, and its issue is looked for")
        : !Ours.ContainsKey(ticket.IssueId!) ? new SyncOutcome.Refused("the issue cannot be seen; what became of it says: fairlead ticket reconcile")
        : null;
}

/// <summary>
/// Proves links by their markers. A Jira that was rebuilt or restored begins its ids anew, so that what a ticket is linked to may be
/// anybody's issue there. What is not proven is set aside before anything is written to it or believed of it.
/// </summary>
internal sealed class LinkProof(TicketStore tickets, IssueHolders holders, LaneStore laneStore, Lanes lanes, SetAside setAside, TimeProvider clock)
{
    /// <summary>Issues that are asked for one by one because an index does not show them; with more it is behind as a whole.</summary>
    private const int MaxAlone = 50;

    /// <summary>Tickets to a look before writes: so many with their labels and properties are one call on Cloud.</summary>
    public const int Batch = 100;

    /// <summary>How long such a look holds, for others of the same look and for a write that waits: under a limit a hundred writes take minutes.</summary>
    public static readonly TimeSpan HoldsFor = TimeSpan.FromSeconds(15);

    /// <param name="since">From when on the Jira is the known one.</param>
    public async Task<bool> IsDueAsync(ConnectionId connection, DateTimeOffset since, CancellationToken ct) =>
        !((await laneStore.GetAsync(connection, ct))?.ProvenFor >= since);

    /// <summary>
    /// Proves every link once another Jira was accepted. Begins anew when it was cut off; what was set aside by then stays so, and is looked for.
    /// </summary>
    /// <exception cref="JiraUnavailableException">Not all could be read.</exception>
    /// <exception cref="JiraRefusedException">Not all could be read.</exception>
    public async Task ProveAsync(LaneSession session, DateTimeOffset since, CancellationToken ct)
    {
        IReadOnlyList<TicketRow> page;
        for (var after = ""; (page = await tickets.LinkedAsync(session.Connection, after, IssuesResource.MaxFetch, ct)).Count > 0; after = page[^1].IssueId!)
        {
            session.ThrowIfLeaving();
            var shown = await ReadAsync(session, page, [], ct);
            // What this Jira does not show has no marker to read.
            await SetAsideAsync(session, [.. page.Where(t => !shown.Ours.ContainsKey(t.IssueId!))], ct);
        }

        await using var work = await holders.BeginAsync(ct);
        await IssueHolders.ForgetAsync(work, session.Connection, since, ct);
        await LaneStore.ProvenAsync(work, session.Connection, session.Epoch, since, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Before tickets' issues are written to, or believed. The strange ones are set aside.</summary>
    /// <param name="linked">Tickets with issues. Cloud shows <see cref="Batch"/> to a call.</param>
    /// <exception cref="JiraUnavailableException">Nothing is proven.</exception>
    /// <exception cref="JiraRefusedException">Nothing is proven.</exception>
    public Task<LinkedIssues> VouchAsync(LaneSession session, IReadOnlyCollection<TicketRow> linked, CancellationToken ct) =>
        VouchAsync(session, linked, [], ct);

    /// <param name="fields">What else is read of the issues.</param>
    /// <inheritdoc cref="VouchAsync(LaneSession, IReadOnlyCollection{TicketRow}, CancellationToken)"/>
    public async Task<LinkedIssues> VouchAsync(LaneSession session, IReadOnlyCollection<TicketRow> linked, IReadOnlyList<string> fields, CancellationToken ct)
    {
        var shown = await ReadAsync(session, linked, fields, ct) with { Fields = fields, ReadAt = clock.GetTimestamp() };
        await SetAsideAsync(session, shown.Strange, ct);
        return shown;
    }

    /// <returns>The ticket's issue where Jira shows it with the ticket's marker.</returns>
    public async Task<JiraIssue?> IssueOfAsync(LaneSession session, TicketRow ticket, CancellationToken ct) =>
        ticket.IssueId is not { } issueId || ticket.Presence == IssuePresence.Deleted
            ? null
            : (await VouchAsync(session, [ticket], ct)).Ours.GetValueOrDefault(issueId);

    /// <summary>The same for operations that are about to write: where Jira cannot be read, the connection rests and nothing is proven.</summary>
    /// <param name="tickets">Those without an issue are passed over.</param>
    public async Task<LinkedIssues> TryVouchAsync(LaneSession session, IEnumerable<TicketRow> tickets, IReadOnlyList<string> fields, CancellationToken ct)
    {
        var linked = tickets.Where(t => t.IssueId is not null).ToList();
        if (linked.Count == 0 || session.IsStopped)
            return LinkedIssues.None;
        try
        {
            return await VouchAsync(session, linked, fields, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await lanes.PauseAfterAsync(session, e, ct);
            return LinkedIssues.None;
        }
    }

    private static async Task<LinkedIssues> ReadAsync(
        LaneSession session, IReadOnlyCollection<TicketRow> linked, IReadOnlyList<string> fields, CancellationToken ct)
    {
        var (ours, strange) = (new Dictionary<string, JiraIssue>(), linked.DistinctBy(t => t.IssueId).ToDictionary(t => t.IssueId!));
        var asked = strange.Keys.ToHashSet();
        foreach (var step in MarkerReader.Steps(session.Jira.Site.Edition, areLabelled: true))
        {
            var selection = step with { Fields = [.. step.Fields.Union(fields)] };
            if (asked.Count == 0)
                break;
            var issues = await ShownAsync(session, asked, selection, ct);
            foreach (var issue in issues.Where(i => MarkerReader.Of(i) == strange[i.Id].Marker))
                ours[issue.Id] = issue;
            asked = [.. issues.Select(i => i.Id).Where(id => !ours.ContainsKey(id))];
        }

        return new(ours, [.. asked.Select(id => strange[id])]);
    }

    /// <summary>What only an index that is behind does not show is asked for by itself.</summary>
    private static async Task<IReadOnlyList<JiraIssue>> ShownAsync(LaneSession session, IReadOnlyCollection<string> ids, IssueSelection selection, CancellationToken ct)
    {
        var batch = await session.Jira.Issues.FetchAsync(ids, selection, ct);
        var issues = batch.Issues.Where(i => ids.Contains(i.Id)).ToList();
        var unshown = batch.Missing.Except(batch.Refused).ToList();
        if (unshown.Count > MaxAlone)
            throw new JiraUnavailableException(JiraFailureCause.Unreadable, $"Jira's search does not show {unshown.Count} issues that may exist; its index is behind.");
        foreach (var id in unshown)
        {
            session.ThrowIfLeaving();
            if (await session.Jira.Issues.GetAsync(id, selection, ct) is { } issue)
                issues.Add(issue);
        }

        return issues;
    }

    private async Task SetAsideAsync(LaneSession session, IReadOnlyCollection<TicketRow> unproven, CancellationToken ct)
    {
        if (unproven.Count == 0)
            return;
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
