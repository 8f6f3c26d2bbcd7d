using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets;

/// <summary>Why what a person asked for a run is not done.</summary>
internal static class RunRefusals
{
    public static Problem NoSuchRun { get; } = new(ProblemKind.NotFound, "There is no such run.");

    public static Problem NothingToRetry { get; } = new(
        ProblemKind.Conflict, "Jira refused nothing in this run that is not settled, taken back or tried again already: fairlead apply.");

    /// <param name="connection">By its name.</param>
    public static Problem ParkedToRetry(string connection) => new(
        ProblemKind.Conflict,
        $"What this run left is parked, because Jira refused every issue of the project and type. Once that is corrected in Jira: fairlead connection resume {ShellWord.Of(PlainText.OneLine(connection))}, then fairlead apply.");

    public static Problem UndoIsAskedForAgain { get; } = new(
        ProblemKind.Conflict, "This run undid another one. What it left is looked at again when the other one is undone again: fairlead run undo.");

    /// <returns><see langword="null"/> when it was done.</returns>
    public static Problem? Of(RunUndoOutcome outcome) => outcome switch
    {
        RunUndoOutcome.Planned => null,
        RunUndoOutcome.Unknown => NoSuchRun,
        RunUndoOutcome.Refused refused => new Problem(ProblemKind.Conflict, $"The run cannot be undone. {refused.Reason}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
