using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Priorities;
using Fairlead.Platform.Tickets.Statuses;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What reading all linked issues again found.</summary>
/// <param name="IsHeld">So many had vanished at once that nothing was changed; a person should look.</param>
/// <param name="IsComplete">False when Jira did not answer to the end, or another worker took over; the next reading begins anew.</param>
public sealed record ReconcileReport(int Tickets, int Changed, int Forbidden, int Deleted, int Moved, bool IsHeld, bool IsComplete, int JiraCalls)
{
    /// <summary><see langword="null"/> unless the connection is paused, so that not all was read.</summary>
    public string? PausedBecause { get; init; }

    /// <summary>Issues that were not seen any more, where that were too many to be believed; else 0.</summary>
    public int Vanished { get; init; }

    /// <summary>Issues whose status had changed although looks by search had come further.</summary>
    public int Missed { get; init; }
}

/// <summary>
/// Reads every linked issue, a thousand to a call, and notes what became of it. An issue that does not come is forbidden until it
/// is proven deleted: asked for by id twice, ten minutes apart, in a project that can be seen.
/// </summary>
internal sealed class Reconciler(
    TicketStore tickets,
    IssueStore issues,
    IssueHolders holders,
    UncertainResolver resolver,
    IssueObserver observer,
    CommentReader comments,
    StatusReader statuses, PriorityReader priorities,
    CommentStore owed,
    DeletedIssues deletions,
    MissingMarks marks,
    LaneStore lanes,
    Lanes gate,
    SiteGuard site,
    ActivityLog activity,
    TimeProvider clock,
    ILogger<Reconciler> log)
{
    public async Task<ReconcileReport> ReconcileAsync(LaneSession session, CancellationToken ct)
    {
        var counts = new Counts();
        var missing = new List<TicketRow>();
        if (!await site.HoldsAsync(session, ct))
            return counts.ToReport(isHeld: false, isComplete: false, session.Calls.Count);
        try
        {
            counts.LookedUntil = (await lanes.GetAsync(session.Connection, ct))?.PolledAt - DeltaPoll.Overlap;
            await holders.LookForLostAsync(session.Connection, ct);
            await resolver.ResolveDueAsync(session, ct);
            await foreach (var page in PagesAsync(session, ct))
                await ReadAsync(session, page, counts, missing, ct);
            var vanished = await NoteMissingAsync(session, missing, counts, ct);
            await lanes.ReconciledAsync(session.Connection, session.Epoch, clock.GetUtcNow(), vanished, counts.Tickets, counts.Missed, ct);
            await TakeUpAsync(session, counts, ct);
            await FindUnmarkedAsync(session, ct);
            return counts.ToReport(vanished is not null, isComplete: true, session.Calls.Count) with { Vanished = vanished ?? 0, Missed = counts.Missed };
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or FencedException)
        {
            await gate.NoteFailedLookAsync(session, e, ct);
            return counts.ToReport(isHeld: false, isComplete: false, session.Calls.Count);
        }
    }

    /// <summary>What Jira says of issues that are gone takes nothing from the reading that is done.</summary>
    private async Task TakeUpAsync(LaneSession session, Counts counts, CancellationToken ct)
    {
        try
        {
            foreach (var chunk in (await deletions.TakeUpAsync(session, ct)).Chunk(IssuesResource.MaxFetch))
                await ReadAsync(session, await tickets.ByIdsAsync(chunk, ct), counts, [], ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await gate.NoteFailedLookAsync(session, e, ct);
        }
    }

    /// <summary>Cloud gives labels a hundred issues to a call, so that they are not read with all.</summary>
    private async Task FindUnmarkedAsync(LaneSession session, CancellationToken ct)
    {
        if (session.Jira.Site.Edition != JiraEdition.Cloud)
            return;
        try
        {
            await marks.FindAsync(session, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await gate.NoteFailedLookAsync(session, e, ct);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<TicketRow>> PagesAsync(
        LaneSession session, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = ""; ;)
        {
            session.ThrowIfLeaving();
            var page = await tickets.LinkedAsync(session.Connection, after, IssuesResource.MaxFetch, ct);
            if (page.Count > 0)
                yield return page;
            if (page.Count < IssuesResource.MaxFetch)
                yield break;
            after = page[^1].IssueId!;
        }
    }

    private async Task ReadAsync(LaneSession session, IReadOnlyList<TicketRow> page, Counts counts, List<TicketRow> missing, CancellationToken ct)
    {
        var seen = await observer.ReadAsync(session, page, ct);
        await comments.OweNewsAsync(session, seen.Present, ct);
        await statuses.OweNewsAsync(seen.Present, ct);
        await priorities.OweNewsAsync(seen.Present, ct);
        counts.Tickets += page.Count;
        counts.Missed += seen.Present.Count(p => p.Ticket.StatusId is { } known && known != p.Issue.Status?.Id && p.Issue.UpdatedAt < counts.LookedUntil);
        counts.Moved += seen.Moved;
        counts.Changed += seen.Changed.Count;
        missing.AddRange(seen.Missing);
        KillPoint.Hit("reconcile.page-read");
    }

    /// <returns>How many vanished, where that were so many that nothing was believed; else <see langword="null"/>.</returns>
    private async Task<int?> NoteMissingAsync(LaneSession session, List<TicketRow> missing, Counts counts, CancellationToken ct)
    {
        var vanished = missing.Where(t => t.Presence == IssuePresence.Present).ToList();
        if (DeletedIssues.AreTooMany(vanished.Count, counts.Tickets))
        {
            await using var note = await issues.BeginAsync(ct);
            await activity.AppendAsync(
                note, Actor.System, "tickets.vanish_held", session.Connection.ToString(),
                $"{vanished.Count} of {counts.Tickets} issues cannot be seen any more. Nothing was changed; check the account's permissions and the connection's address.", ct);
            await note.CommitAsync(ct);
            log.VanishHeld(session.Connection, vanished.Count, counts.Tickets);
            return vanished.Count;
        }

        var (proofs, asked) = (new DeletionProofs(), deletions.InTurn([.. missing.Where(deletions.IsDue)]).Select(t => t.Id).ToHashSet());
        foreach (var ticket in missing)
        {
            var isDeleted = await deletions.NoteAsync(session, ticket, asked.Contains(ticket.Id) ? proofs : null, isTold: false, ct);
            if (!isDeleted)
                await owed.OweAsync([ticket], ct);
            counts.Deleted += isDeleted ? 1 : 0;
            counts.Forbidden += isDeleted ? 0 : 1;
        }

        return null;
    }

    private sealed class Counts
    {
        public int Tickets { get; set; }

        public int Changed { get; set; }

        public int Forbidden { get; set; }

        public int Deleted { get; set; }

        public int Moved { get; set; }

        /// <summary>Up to when looks found what changed, by what they said.</summary>
        public DateTimeOffset? LookedUntil { get; set; }

        /// <summary>Issues that had changed by then all the same.</summary>
        public int Missed { get; set; }

        public ReconcileReport ToReport(bool isHeld, bool isComplete, int calls) =>
            new(Tickets, Changed, Forbidden, Deleted, Moved, isHeld, isComplete, calls);
    }
}
