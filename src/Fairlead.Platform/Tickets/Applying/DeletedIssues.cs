using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Issues that do not come any more. One is forbidden until it is proven deleted: asked for by id twice, ten minutes apart, in a project that can be
/// seen. Where a webhook said that it was deleted, looks prove it; else the daily reading of all issues does, because hiding an issue looks the same.
/// </summary>
internal sealed class DeletedIssues(TicketStore tickets, IssueStore issues, TimeProvider clock)
{
    /// <summary>Two calls each.</summary>
    public const int MaxProofs = 50;

    private const int MaxVanished = 5;
    private const double MaxVanishedShare = 0.05;
    private static readonly TimeSpan ProofAfter = TimeSpan.FromMinutes(10);

    /// <summary>So many at once are rather a permission that was taken away, or another Jira.</summary>
    public static bool AreTooMany(int vanished, int linked) => vanished > Math.Max(MaxVanished, linked * MaxVanishedShare);

    /// <summary>Notes of issues that did not come what became of them, as far as webhooks said that they were deleted.</summary>
    public async Task HeedAsync(LaneSession session, IReadOnlyList<TicketRow> missing, CancellationToken ct)
    {
        if (missing.Count == 0 || await tickets.SaidDeletedAsync(session.Connection, ct) is not { Count: > 0 } said
            || AreTooMany(said.Count, await tickets.LinkedCountAsync(session.Connection, ct)))
            return;
        foreach (var ticket in missing.Where(t => said.Contains(t.IssueId!)).Take(MaxProofs))
            await NoteAsync(session, ticket, mayProve: true, ct);
    }

    /// <returns>Whether it is proven deleted by now.</returns>
    public async Task<bool> NoteAsync(LaneSession session, TicketRow ticket, bool mayProve, CancellationToken ct)
    {
        var since = ticket.MissingSince ?? clock.GetUtcNow();
        var isDeleted = mayProve && IsDue(ticket) && await IsDeletedAsync(session, ticket, ct);
        await using var work = await issues.BeginAsync(ct);
        await issues.VanishAsync(
            work,
            ticket,
            isDeleted ? IssuePresence.Deleted : IssuePresence.Forbidden,
            since,
            isDeleted ? $"{ticket.IssueKey} was deleted in Jira; for a new issue: fairlead ticket recreate {ticket.IssueKey}" : $"{ticket.IssueKey} cannot be seen by Fairlead's account; it may be restricted or deleted",
            session.Epoch,
            ct);
        await work.CommitAsync(ct);
        return isDeleted;
    }

    /// <summary>Whether it is missing for so long that asking again proves something.</summary>
    public bool IsDue(TicketRow ticket) => ticket.MissingSince is { } since && clock.GetUtcNow() - since >= ProofAfter;

    private static async Task<bool> IsDeletedAsync(LaneSession session, TicketRow ticket, CancellationToken ct) =>
        await session.Jira.Issues.GetAsync(ticket.IssueId!, IssueSelection.RefOnly, ct) is null
        && await session.Jira.Projects.GetAsync(ticket.ProjectId, ct) is not null;
}
