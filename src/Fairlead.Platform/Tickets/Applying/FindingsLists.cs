using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Attaches the list of findings, and texts that were cut, to issues whose text does not tell all, and takes away what is out of date. What
/// is owed stands in the ticket until it is done. A file is known again by its name, which says what is in it, so that it is looked for
/// before it is sent, whatever happened.
/// </summary>
internal sealed class FindingsLists(
    TicketStore tickets,
    ConfigurationStore configurations,
    IssueStore issues,
    LinkStore links,
    IFindingSource findings,
    IssueBuilder builder,
    LinkProof proof,
    WriteOutcomes outcomes,
    ActivityLog activity,
    TimeProvider clock)
{
    private const int ContentBatch = 500;

    public async Task<bool> IsAnyDueAsync(ConnectionId connection, CancellationToken ct) => (await tickets.ListsOwedAsync(connection, default, clock.GetUtcNow(), 1, ct)).Count > 0;

    public async Task AttachDueAsync(LaneSession session, CancellationToken ct)
    {
        IReadOnlyList<TicketRow> due;
        for (TicketId after = default; !session.IsStopped && (due = await tickets.ListsOwedAsync(session.Connection, after, clock.GetUtcNow(), LinkProof.Batch, ct)).Count > 0; after = due[^1].Id)
        {
            if (await TryAsync(session, async () => await proof.VouchAsync(session, due, ct), ct) is not ({ } linked, _))
                return;
            foreach (var ticket in due.Where(t => linked.Ours.ContainsKey(t.IssueId!)))
            {
                session.ThrowIfLeaving();
                if (!await AttachAsync(session, ticket, ct))
                    return;
            }
        }
    }

    /// <returns><see langword="false"/> when nothing can be sent at present. What one issue does not take is still owed, and holds up no other.</returns>
    private async Task<bool> AttachAsync(LaneSession session, TicketRow ticket, CancellationToken ct)
    {
        var (there, failure) = await TryAsync(session, () => OursAsync(session, ticket, ct), ct);
        if (failure is SyncOutcome.Deferred)
            return await PutOffAsync(session, ticket, failure, ct);
        if (there is null)
        {
            // It is this issue's matter, and holds up no other.
            await KeepAsync(session, ticket, ticket.ListFile, "its list of findings is not attached: Jira does not show its attachments to this account", ct);
            return true;
        }

        var files = ticket.ListOwed == 1 ? await FilesAsync(ticket, ct) : [];
        var kept = new List<JiraAttachment>();
        string? refused = null;
        foreach (var file in files)
        {
            if (there.FirstOrDefault(a => a.FileName == file.Name && a.Bytes == file.Content.Length) is { } same)
            {
                kept.Add(same);
                continue;
            }

            var outcome = await session.Jira.Attachments.AddAsync(ticket.IssueId!, file.Name, file.MediaType, file.Content, ct);
            KillPoint.Hit("ticket.listed");
            if (outcome is not JiraOutcome<JiraAttachment>.Committed && await outcomes.OfAsync(session, outcome, ct) is { } notSent)
                return await PutOffAsync(session, ticket, notSent, ct);
            if (outcome is JiraOutcome<JiraAttachment>.Rejected no)
                refused = $"its {file.About} is not attached: {WriteOutcomes.ReasonOf(no)}";
        }

        if (refused is null && await RemoveAsync(session, ticket, there.Where(a => !kept.Contains(a)), ct) is var (notRemoved, reason))
        {
            if (notRemoved is not null)
                return await PutOffAsync(session, ticket, notRemoved, ct);
            refused = reason;
        }

        await KeepAsync(session, ticket, refused is null ? files is [var list, ..] ? list.Name : null : ticket.ListFile, refused, ct);
        return true;
    }

    /// <returns>Whether the lists of others can be attached.</returns>
    private async Task<bool> PutOffAsync(LaneSession session, TicketRow ticket, SyncOutcome outcome, CancellationToken ct)
    {
        await outcomes.PutOffAsync(session, ticket, outcome, ct);
        return !session.IsStopped;
    }

    /// <returns>What it could not go on for, or what Jira refused.</returns>
    private async Task<(SyncOutcome? NotRemoved, string? Refused)> RemoveAsync(LaneSession session, TicketRow ticket, IEnumerable<JiraAttachment> old, CancellationToken ct)
    {
        string? refused = null;
        foreach (var attachment in old)
        {
            var outcome = await session.Jira.Attachments.DeleteAsync(ticket.IssueId!, attachment.Id, ct);
            if (outcome is JiraOutcome<JiraAccepted>.Committed or JiraOutcome<JiraAccepted>.Rejected { Cause: JiraRefusalCause.NotFound })
                continue;
            if (await outcomes.OfAsync(session, outcome, ct) is { } notRemoved)
                return (notRemoved, null);
            refused = $"an old list of findings is still attached: {WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome)}";
        }

        return (null, refused);
    }

    /// <summary>Lists that Fairlead itself attached; a copy that a person put there is theirs.</summary>
    private static async Task<IReadOnlyList<JiraAttachment>?> OursAsync(LaneSession session, TicketRow ticket, CancellationToken ct)
    {
        var lists = (await session.Jira.Attachments.ListAsync(ticket.IssueId!, ct))?.Where(a => AttachedFile.IsName(a.FileName)).ToList();
        if (lists is not { Count: > 0 })
            return lists;
        var ours = await session.AccountsAsync(ct);
        return [.. lists.Where(a => a.AuthorId is { } author && ours.Did(author, a.CreatedAt))];
    }

    /// <summary>The list of findings, and with it the texts that were cut; not a description that a person wrote over.</summary>
    private async Task<IReadOnlyList<AttachedFile>> FilesAsync(TicketRow ticket, CancellationToken ct)
    {
        var list = await ListAsync(ticket, ct);
        if (await configurations.GetAsync(ticket.ConfigurationId, ct) is not { } configuration || await tickets.GetAsync(ticket.Id, ct) is not { } whole)
            return [list];
        var cut = (await builder.RenderAsync(whole, configuration, ct))?.CutTexts.Where(t => !whole.Kept.ContainsKey(t.Id)).ToList();
        return cut is { Count: > 0 } ? [list, AttachedFile.OfTexts(cut)] : [list];
    }

    private async Task<AttachedFile> ListAsync(TicketRow ticket, CancellationToken ct)
    {
        var behind = (await links.OfTicketsAsync([ticket.Id], ct))[ticket.Id].ToList();
        var order = (await findings.PlannedAsync(behind, ct)).OrderByDescending(f => f.IsOpen).ThenByDescending(f => f.Severity).ThenBy(f => f.Id.Value).Select(f => f.Id).ToList();
        var csv = new FindingsCsv();
        var written = 0;
        foreach (var batch in order.Chunk(ContentBatch))
        {
            var content = (await findings.ContentAsync(batch, ct)).ToDictionary(f => f.Id);
            foreach (var finding in IssueBuilder.Of(batch, content))
            {
                if (!csv.Add(finding))
                    return csv.Finish(order.Count - written);
                written++;
            }
        }

        return csv.Finish(0);
    }

    private async Task KeepAsync(LaneSession session, TicketRow ticket, string? file, string? refused, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await IssueStore.ListedAsync(work, ticket, file, refused, session.Epoch, ct);
        if (refused is not null)
            await activity.AppendAsync(work, Actor.System, "tickets.not_attached", ticket.Id.ToString(), $"{ticket.IssueKey}: {refused}", ct);
        await work.CommitAsync(ct);
    }

    /// <returns>Or what came of it where Jira did not tell; the connection rests where that is due.</returns>
    private async Task<(T? Told, SyncOutcome? Failure)> TryAsync<T>(LaneSession session, Func<Task<T?>> ask, CancellationToken ct)
        where T : class
    {
        try
        {
            return (await ask(), null);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return (null, await outcomes.OfFailureAsync(session, e, ct));
        }
    }
}
