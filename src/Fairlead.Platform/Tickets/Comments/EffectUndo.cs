using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Takes back what a comment did; the caller tells the audit trail.</summary>
internal sealed class EffectUndo(CommentStore store, FindingDecisions findings)
{
    /// <summary>Who takes back what no person does.</summary>
    public const string Ours = "Fairlead";

    /// <summary>Takes the findings of a ticket, and those on which its effects decided; see <see cref="FindingDecisions.LockAsync"/>.</summary>
    public async Task LockAsync(UnitOfWork work, TicketId ticket, CancellationToken ct)
    {
        var decided = (await CommentStore.StandingAsync(work, ticket, null, ct))
            .SelectMany(e => e.Severity is null ? e.ChangeList.Select(c => c.Finding) : e.SeverityChanges.Select(c => c.Finding));
        await findings.LockAsync(work, decided.Concat(await LinkStore.OfTicketAsync(work, ticket, ct)), ct);
    }

    /// <param name="effect">One that changed findings.</param>
    /// <param name="because">What led to it, for people.</param>
    /// <returns>How many findings are as they were before; <see langword="null"/> when it was undone already.</returns>
    public async Task<int?> UndoAsync(UnitOfWork work, EffectRow effect, string by, string because, CancellationToken ct)
    {
        if (!await store.UndoAsync(work, effect.Id, by, because, ct))
            return null;
        if (effect.Severity is not null)
            return await findings.TakeSeverityBackAsync(work, effect.SeverityChanges, ct);
        var count = await findings.TakeBackAsync(work, effect.ChangeList, ct);
        await ForgetAsync(work, effect, ct);
        return count;
    }

    /// <summary>Takes back what still stands of what a comment, or the status or priority, said.</summary>
    /// <param name="commentId"><see cref="EffectRow.OfStatus"/> for the status, <see cref="EffectRow.OfPriority"/> for the priority.</param>
    /// <returns>How many findings are as they were before.</returns>
    public async Task<int> TakeBackAsync(UnitOfWork work, TicketId ticket, string commentId, string because, CancellationToken ct)
    {
        var count = 0;
        foreach (var effect in await CommentStore.StandingAsync(work, ticket, commentId, ct))
            count += await UndoAsync(work, effect, Ours, because, ct) ?? 0;
        return count;
    }

    /// <summary>
    /// What an undone effect decided is nothing that a later one may bring back: where a later one keeps it as what was before, it keeps what
    /// was before that instead.
    /// </summary>
    private static async Task ForgetAsync(UnitOfWork work, EffectRow undone, CancellationToken ct)
    {
        var gone = undone.ChangeList.Where(c => c.After is not null).ToDictionary(c => c.Finding);
        if (gone.Count == 0)
            return;
        foreach (var later in await CommentStore.StandingAsync(work, undone.TicketId, null, ct))
        {
            var changes = later.ChangeList;
            var mended = changes.Select(c => gone.TryGetValue(c.Finding, out var one) && one.After!.IsSame(c.Before) ? c with { Before = one.Before } : c).ToList();
            if (!mended.SequenceEqual(changes))
                await CommentStore.SetChangesAsync(work, later.Id, mended, ct);
        }
    }
}
