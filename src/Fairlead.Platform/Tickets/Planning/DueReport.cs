using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Tells what is due of the tickets that a plan has no operation for. Pure.</summary>
internal static class DueReport
{
    /// <param name="pause"><see langword="null"/> while sending goes on.</param>
    /// <param name="ofOthers">Due tickets of other configurations of the connection.</param>
    /// <param name="unfinished">Of the connection.</param>
    public static DueWork Of(SyncPlan plan, Lane? pause, IReadOnlyList<Circuit> circuits, int ofOthers, IReadOnlyList<UnfinishedRun> unfinished)
    {
        var now = plan.PlannedAt;
        var waiting = AttentionReport.WithParked(plan.Unsettled, circuits).Where(IsWaiting).ToList();
        // A rest that is over, or a way through that is to be tried again, stops nobody.
        if (pause is not null && !(pause.ResumeAt <= now))
            return DueWork.None with { Later = waiting.Count, NextAt = waiting.Count == 0 ? null : pause.ResumeAt };
        var due = waiting.Where(u => u.NextLookAt <= now).ToList();
        var sends = due.Count(u => u.Kind is AttentionKind.Waiting or AttentionKind.Parked);
        var later = waiting.Where(u => !(u.NextLookAt <= now)).ToList();
        return new(sends, due.Count - sends, ofOthers, later.Count, later.Min(u => u.NextLookAt), unfinished);
    }

    /// <summary>Nothing is due of a connection that is disabled.</summary>
    public static DueWork OfDisabled(SyncPlan plan) => DueWork.None with { Later = plan.Unsettled.Count(IsWaiting) };

    /// <summary>Without a person. An issue that no search found is looked for when one asks.</summary>
    private static bool IsWaiting(UnsettledTicket ticket) => ticket.Kind is AttentionKind.Waiting or AttentionKind.Parked or AttentionKind.Uncertain or AttentionKind.Interrupted
        || ticket is { Kind: AttentionKind.Lost, NextLookAt: not null };
}
