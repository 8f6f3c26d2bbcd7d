using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>Says what there is to be undone of a run. Pure.</summary>
internal static class UndoPlan
{
    /// <param name="undoable">What the run did and is not undone yet.</param>
    /// <param name="rows">The tickets of the operations.</param>
    /// <param name="doneAt">UTC. When the run was over.</param>
    public static IReadOnlyList<SyncOperation.Undo> Of(
        IReadOnlyList<StoredOperation> undoable, IReadOnlyDictionary<TicketId, TicketRow> rows, DateTimeOffset doneAt, string by, bool deleteIssues)
    {
        var operations = new List<SyncOperation.Undo>();
        foreach (var operation in undoable)
        {
            if (KindOf(operation, deleteIssues) is { } kind && rows.GetValueOrDefault(operation.Ticket!.Value) is { } ticket)
                operations.Add(new(operation.Operation.Group, ticket.Id, ticket.IssueKey, new(operation.Number, kind, doneAt), by, ReasonOf(kind)) { Undos = ticket.Undos });
        }

        return operations;
    }

    /// <returns><see langword="null"/> for what left nothing, and for comments, which stay.</returns>
    private static UndoneKind? KindOf(StoredOperation operation, bool deleteIssues) => operation.Operation switch
    {
        // What had to wait may have been sent since.
        SyncOperation.Create when operation.Outcome is OutcomeKind.Applied or OutcomeKind.Deferred or OutcomeKind.Uncertain or OutcomeKind.Parked =>
            deleteIssues ? UndoneKind.CreateDeleted : UndoneKind.Create,
        // Whatever came of it, it may have written; the issue itself says whether anything is to be brought back.
        SyncOperation.Update when operation.HasBefore => UndoneKind.Update,
        SyncOperation.Transition when operation.HasBefore => UndoneKind.Transition,
        _ => null,
    };

    private static string ReasonOf(UndoneKind kind) => kind switch
    {
        UndoneKind.Create => "the run made it: closed",
        UndoneKind.CreateDeleted => "the run made it: deleted where Jira lets Fairlead, else closed",
        UndoneKind.Update => "the run updated it",
        UndoneKind.Transition => "the run moved it",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
