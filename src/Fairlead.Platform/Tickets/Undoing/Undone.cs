namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>How far an operation is undone. The numbers are stored.</summary>
internal enum Undone
{
    /// <summary>As far as what people did since allows: asked again, it is looked at again, and it stands in no other undo's way.</summary>
    Partly = 1,
    Wholly = 2,
}

/// <summary>What came of undoing one operation.</summary>
/// <param name="How"><see langword="null"/>: it stands as it did.</param>
internal sealed record UndoResult(SyncOutcome Outcome, Undone? How)
{
    public static UndoResult Of(SyncOutcome outcome) => new(outcome, outcome is SyncOutcome.Applied or SyncOutcome.Skipped ? Undone.Wholly : null);
}
