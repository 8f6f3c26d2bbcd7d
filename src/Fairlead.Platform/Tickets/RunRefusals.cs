using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets;

/// <summary>Why what a person asked for a run is not done.</summary>
internal static class RunRefusals
{
    public static Problem NoSuchRun { get; } = new(ProblemKind.NotFound, "There is no such run.");

    /// <returns><see langword="null"/> when it was done.</returns>
    public static Problem? Of(RunUndoOutcome outcome) => outcome switch
    {
        RunUndoOutcome.Planned => null,
        RunUndoOutcome.Unknown => NoSuchRun,
        RunUndoOutcome.Refused refused => new Problem(ProblemKind.Conflict, $"The run cannot be undone. {refused.Reason}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
