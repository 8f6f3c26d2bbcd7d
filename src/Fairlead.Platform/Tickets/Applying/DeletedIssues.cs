using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Issues that do not come any more. One is forbidden until it is proven deleted: asked for by id twice, ten minutes apart, in a project that can be
/// seen. Where a webhook said that it was deleted, looks prove it; else the daily reading of all issues does, because hiding an issue looks the same:
/// for that reason each such reading asks once more for those that count as deleted.
/// </summary>
internal sealed class DeletedIssues(TicketStore tickets, IssueStore issues, TimeProvider clock)
{
    private const int MaxVanished = 5;
    private const double MaxVanishedShare = 0.05;

    /// <summary>So long an issue that counts as deleted is asked for.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromDays(90);
    private static readonly TimeSpan ProofAfter = TimeSpan.FromMinutes(10);

    /// <summary>So many at once are rather a permission that was taken away, or another Jira.</summary>
    public static bool AreTooMany(int vanished, int linked) => vanished > Math.Max(MaxVanished, linked * MaxVanishedShare);

    /// <summary>Notes of issues that did not come what became of them, as far as webhooks said that they were deleted.</summary>
    public async Task HeedAsync(LaneSession session, IReadOnlyList<TicketRow> missing, CancellationToken ct)
    {
        if (missing.Count == 0 || await tickets.SaidDeletedAsync(session.Connection, ct) is not { Count: > 0 } said
            || AreTooMany(said.Count, await tickets.LinkedCountAsync(session.Connection, ct)))
            return;
        var proofs = new DeletionProofs();
        foreach (var ticket in missing.Where(t => said.Contains(t.IssueId!)).Take(DeletionProofs.Most))
            await NoteAsync(session, ticket, proofs, isTold: true, ct);
    }

    /// <summary>
    /// Issues that count as deleted and are seen: they were hidden. To be read like others, which proves them by their markers.
    /// On Data Center, whose search refuses ids that are gone, some are asked for each day, in turn.
    /// </summary>
    public async Task<IReadOnlyList<TicketId>> TakeUpAsync(LaneSession session, CancellationToken ct)
    {
        var taken = new List<TicketId>();
        var gone = await tickets.DeletedSinceAsync(session.Connection, clock.GetUtcNow() - Watched, ct);
        var isCloud = session.Jira.Site.Edition == JiraEdition.Cloud;
        foreach (var chunk in (isCloud ? gone : InTurn(gone)).Chunk(IssuesResource.MaxFetch))
        {
            session.ThrowIfLeaving();
            var seen = isCloud ? await SeenTogetherAsync(session, chunk, ct) : await SeenOneByOneAsync(session, chunk, ct);
            await using var work = await issues.BeginAsync(ct);
            foreach (var ticket in chunk.Where(t => seen.Contains(t.IssueId!)))
            {
                await issues.VanishAsync(work, ticket, IssuePresence.Forbidden, ticket.MissingSince ?? clock.GetUtcNow(), $"{ticket.IssueKey} is seen again", session.Epoch, ct);
                taken.Add(ticket.Id);
            }

            await work.CommitAsync(ct);
        }

        return taken;
    }

    /// <summary>As many as are asked for one by one, others each day: those that never answer otherwise hold no others up.</summary>
    public IEnumerable<TicketRow> InTurn(IReadOnlyList<TicketRow> gone)
    {
        const int Most = DeletionProofs.Most;
        var turns = (gone.Count + Most - 1) / Most;
        return turns <= 1 ? gone : gone.Skip((int)(clock.GetUtcNow().ToUnixTimeSeconds() / (long)TimeSpan.FromDays(1).TotalSeconds % turns) * Most).Take(Most);
    }

    private static async Task<IReadOnlySet<string>> SeenTogetherAsync(LaneSession session, TicketRow[] gone, CancellationToken ct) =>
        (await session.Jira.Issues.FetchAsync([.. gone.Select(t => t.IssueId!)], IssueSelection.Of("status"), ct)).Issues.Select(i => i.Id).ToHashSet();

    private static async Task<IReadOnlySet<string>> SeenOneByOneAsync(LaneSession session, TicketRow[] gone, CancellationToken ct)
    {
        var seen = new HashSet<string>();
        foreach (var id in gone.Select(t => t.IssueId!))
        {
            if (await session.Jira.Issues.GetAsync(id, IssueSelection.RefOnly, ct) is not null)
                seen.Add(id);
        }

        return seen;
    }

    /// <param name="proofs"><see langword="null"/>: it is not asked for now.</param>
    /// <param name="isTold">A webhook said that it was deleted.</param>
    /// <returns>Whether it is proven deleted by now.</returns>
    public async Task<bool> NoteAsync(LaneSession session, TicketRow ticket, DeletionProofs? proofs, bool isTold, CancellationToken ct)
    {
        var since = ticket.MissingSince ?? clock.GetUtcNow();
        var isDeleted = proofs is not null && IsDue(ticket) && await proofs.IsDeletedAsync(session, ticket, ct);
        await using var work = await issues.BeginAsync(ct);
        await issues.VanishAsync(
            work,
            ticket,
            isDeleted ? IssuePresence.Deleted : IssuePresence.Forbidden,
            since,
            isDeleted ? $"{ticket.IssueKey} was deleted in Jira{(isTold ? "" : ", or hidden from Fairlead's account, which looks the same; it is taken up again once it is seen")}; for a new issue: fairlead ticket recreate {ticket.IssueKey}" : $"{ticket.IssueKey} cannot be seen by Fairlead's account; it may be restricted or deleted",
            session.Epoch,
            ct);
        await work.CommitAsync(ct);
        return isDeleted;
    }

    /// <summary>Whether it is missing for so long that asking again proves something.</summary>
    public bool IsDue(TicketRow ticket) => ticket.MissingSince is { } since && clock.GetUtcNow() - since >= ProofAfter;
}
