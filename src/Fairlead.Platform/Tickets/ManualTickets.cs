using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Manual;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>
/// Makes tickets of findings that a person chose. They go the way of all others: the intent is stored first, a lost answer is looked
/// for, and the runs of the configuration update, close and reopen them.
/// </summary>
internal sealed class ManualTickets(
    DraftReader reader, ChosenFindings chosen, Lanes lanes, IntentRows rows, IntentStore intents, UncertainResolver resolver, CreateSender sender, FindingsLists lists, ActivityLog activity, TimeProvider clock)
{
    /// <inheritdoc cref="ChosenFindings.PartsAsync"/>
    public Task<IReadOnlyList<IReadOnlyList<FindingId>>> PartsAsync(TicketConfiguration configuration, IReadOnlyList<FindingId> findings, CancellationToken ct) =>
        chosen.PartsAsync(configuration, findings, ct);

    /// <summary>What would be sent; also what is wrong with the draft.</summary>
    public async Task<ManualOutcome> ReviewAsync(ManualDraft draft, CancellationToken ct)
    {
        var (ready, problems) = await reader.ReadAsync(draft, ct);
        return ready is null ? new ManualOutcome.Invalid(problems) : new ManualOutcome.Reviewed(ready.Review);
    }

    /// <summary>Stores the ticket, and sends it unless the connection is paused. Asked again, its findings are behind it already.</summary>
    public async Task<ManualOutcome> MakeAsync(Actor actor, ManualDraft draft, CancellationToken ct)
    {
        using var patience = new Patience(clock, ct);
        await using var session = await lanes.EnterAsync(draft.Configuration.Connection, LaneSide.Writing, ct);
        session.LeaveWhen(ct);
        var (ready, problems) = await reader.ReadAsync(draft, ct);
        if (ready is null)
            return new ManualOutcome.Invalid(problems);
        var row = rows.Of(session, draft.Configuration, ready.Chosen.Group, generation: 1);
        await using (var work = await intents.BeginAsync(ct))
        {
            if (!await ManualStore.InsertAsync(work, row.ConfigurationId, row.GroupKey, ready.Words, draft.Findings, ready.Chosen.Before, ct))
                return new ManualOutcome.Invalid([ChosenFindings.Taken]);
            await intents.PlanAsync(work, [new(row, null, draft.Findings)], ct);
            await activity.AppendAsync(
                work, actor, "tickets.asked", row.Id.ToString(),
                $"Asked for a ticket of {draft.Findings.Count} findings in {draft.Configuration.Name}: {ready.Review.Summary}", ct);
            await work.CommitAsync(ct);
        }

        KillPoint.Hit("ticket.asked");
        await SendAsync(session, patience.Token);
        return new ManualOutcome.Made(row.Id);
    }

    private async Task SendAsync(LaneSession session, CancellationToken ct)
    {
        try
        {
            if (session.LooksFirst && !session.IsStopped)
                await resolver.ResolveDueAsync(session, ct);
            if (!session.IsStopped)
                await sender.SendDueAsync(session, null, ct);
            await lists.AttachDueAsync(session, ct);
        }
        catch (FencedException)
        {
            // Another worker took over, and sends it.
        }
    }
}
