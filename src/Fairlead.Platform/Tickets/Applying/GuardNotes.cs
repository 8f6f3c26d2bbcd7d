using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Tells the audit trail what the guards against too many closes and creates hold, and who let it through.</summary>
internal sealed class GuardNotes(RunStore runs, ActivityLog activity)
{
    /// <summary>Says once in the audit trail what is held: nobody may be looking at the run.</summary>
    public async Task NoteHeldAsync(TicketConfiguration configuration, Decision decision, CancellationToken ct)
    {
        var held = decision.Attention.Where(a => a.Kind is AttentionKind.HeldCloses or AttentionKind.HeldCreates).ToList();
        if (held.Count == 0)
            return;
        var known = (await runs.LastAttentionAsync(configuration.Id, ct))?.Attention.Select(a => a.Kind).ToHashSet() ?? [];
        foreach (var one in held.Where(a => !known.Contains(a.Kind)))
        {
            var what = one.Kind == AttentionKind.HeldCloses ? "closes" : "creates";
            await NoteAsync(Actor.System, $"tickets.{what}_held", configuration.Id.ToString(), $"{one.Tickets} {what} are held: {one.Reason}. {one.NextStep}", ct);
        }
    }

    /// <summary>Says in the audit trail who let through what; nothing where nothing of it is in the plan.</summary>
    public async Task NoteConfirmedAsync(TicketConfiguration configuration, SyncPlan plan, Confirmation confirmation, CancellationToken ct)
    {
        var closes = plan.Operations.Count(o => o is SyncOperation.Transition { HasLeft: true });
        if (confirmation.What.MostCloses > 0 && closes > 0)
            await NoteAsync(confirmation.By, "tickets.closes_confirmed", configuration.Id.ToString(), $"{closes} issues of {configuration.Name} that no finding is behind any more may be closed.", ct);
        var creates = plan.Operations.Count(o => o is SyncOperation.Create);
        if (confirmation.What.MostCreates > 0 && creates > configuration.MaxCreates)
            await NoteAsync(confirmation.By, "tickets.creates_confirmed", configuration.Id.ToString(), $"{creates} new issues of {configuration.Name} may be made at once.", ct);
    }

    private async Task NoteAsync(Actor actor, string kind, string subject, string text, CancellationToken ct)
    {
        await using var work = await runs.BeginAsync(ct);
        await activity.AppendAsync(work, actor, kind, subject, text, ct);
        await work.CommitAsync(ct);
    }
}
