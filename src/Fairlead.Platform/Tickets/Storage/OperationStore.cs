using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Undoing;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>The operations of runs, and what came of each.</summary>
internal sealed class OperationStore(Database database)
{
    private static readonly SqlText InsertSql = new(typeof(OperationStore), "Operation.Insert");
    private static readonly SqlText UndoableSql = new(typeof(OperationStore), "Operation.Undoable");
    private static readonly SqlText BeforesSql = new(typeof(OperationStore), "Operation.Befores");
    private static readonly SqlText WrittenLaterSql = new(typeof(OperationStore), "Operation.WrittenLater");
    private static readonly SqlText SetBeforeSql = new(typeof(OperationStore), "Operation.SetBefore");
    private static readonly SqlText DropBeforeSql = new(typeof(OperationStore), "Operation.DropBefore");
    private static readonly SqlText SetUndoneSql = new(typeof(OperationStore), "Operation.SetUndone");
    private static readonly SqlText PendingSql = new(typeof(OperationStore), "Operation.Pending");
    private static readonly SqlText AnyNoteSql = new(typeof(OperationStore), "Operation.AnyNote");
    private static readonly SqlText AnyUnclearSql = new(typeof(OperationStore), "Operation.AnyUnclear");
    private static readonly SqlText PageSql = new(typeof(OperationStore), "Operation.Page");
    private static readonly SqlText SetTicketSql = new(typeof(OperationStore), "Operation.SetTicket");
    private static readonly SqlText SetOutcomeSql = new(typeof(OperationStore), "Operation.SetOutcome");
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    /// <summary>Keeps what a run is to do, in this order, with the run.</summary>
    public static async Task InsertAsync(UnitOfWork work, SyncRunId run, IReadOnlyList<SyncOperation> operations, CancellationToken ct)
    {
        for (var i = 0; i < operations.Count; i++)
            await work.ExecuteAsync(InsertSql, OperationRow.Of(run, i + 1, operations[i]), ct);
    }

    public async Task<IReadOnlyList<StoredOperation>> PendingAsync(SyncRunId run, CancellationToken ct) =>
        [.. (await database.QueryAsync<OperationRow>(PendingSql, new { run }, ct)).Select(r => r.ToOperation())];

    /// <summary>Whether there is anything that a person should know of what was done.</summary>
    public async Task<bool> HasNotesAsync(SyncRunId run, CancellationToken ct) => await database.FirstAsync<int?>(AnyNoteSql, new { run }, ct) == 1;

    /// <summary>Whether nobody knows of a write to an issue that is there whether it was done.</summary>
    public async Task<bool> HasUnclearWritesAsync(SyncRunId run, CancellationToken ct) =>
        await database.FirstAsync<int?>(AnyUnclearSql, new { run, uncertain = (int)OutcomeKind.Uncertain, create = (int)OperationKind.Create }, ct) == 1;

    public async Task<IReadOnlyList<StoredOperation>> PageAsync(SyncRunId run, int after, int size, CancellationToken ct) =>
        [.. (await database.QueryAsync<OperationRow>(
            PageSql,
            new { run, after, size, create = (int)OperationKind.Create, later = new[] { (int)OutcomeKind.Deferred, (int)OutcomeKind.Uncertain, (int)OutcomeKind.Parked } },
            ct)).Select(r => r.ToOperation())];

    /// <summary>What can be undone of a run: operations that have a ticket and are not wholly undone yet, in order.</summary>
    public async Task<IReadOnlyList<StoredOperation>> UndoableAsync(SyncRunId run, CancellationToken ct) =>
        [.. (await database.QueryAsync<OperationRow>(UndoableSql, new { run }, ct)).Select(r => r.ToOperation())];

    /// <summary>What issues were before operations of a run wrote to them, by number of the operation.</summary>
    /// <param name="numbers">At most <see cref="TicketStore.IdBatch"/>.</param>
    public async Task<IReadOnlyDictionary<int, IssueBefore>> BeforesAsync(SyncRunId run, IReadOnlyCollection<int> numbers, CancellationToken ct) =>
        (await database.QueryAsync<OperationRow>(BeforesSql, new { run, numbers }, ct)).ToDictionary(r => r.Number, r => IssueBefore.Read(r.SeenBefore!.Value));

    /// <summary>Which other run wrote last to the ticket of an operation, of those that first wrote to it after the operation did and are not undone; by number of the operation.</summary>
    /// <param name="numbers">At most <see cref="TicketStore.IdBatch"/>.</param>
    public async Task<IReadOnlyDictionary<int, SyncRunId>> WrittenLaterAsync(SyncRunId run, IReadOnlyCollection<int> numbers, CancellationToken ct) =>
        (await database.QueryAsync<OperationRow>(
            WrittenLaterSql, new { run, numbers, kinds = new[] { (int)OperationKind.Update, (int)OperationKind.Transition } }, ct))
        .GroupBy(r => r.Number).ToDictionary(g => g.Key, g => g.Last().RunId);

    /// <summary>Keeps what the issue was before the first write of the operation; what is kept stays.</summary>
    public Task SetBeforeAsync(StoredOperation operation, IssueBefore before, CancellationToken ct) =>
        database.ExecuteAsync(SetBeforeSql, BeforeRow(operation, before), ct);

    /// <inheritdoc cref="SetBeforeAsync(StoredOperation, IssueBefore, CancellationToken)"/>
    public static Task SetBeforeAsync(UnitOfWork work, StoredOperation operation, IssueBefore before, CancellationToken ct) =>
        work.ExecuteAsync(SetBeforeSql, BeforeRow(operation, before), ct);

    /// <summary>The operation wrote nothing.</summary>
    public Task DropBeforeAsync(StoredOperation operation, CancellationToken ct) =>
        database.ExecuteAsync(DropBeforeSql, new { run = operation.Run, number = operation.Number }, ct);

    private static object BeforeRow(StoredOperation operation, IssueBefore before) =>
        new { run = operation.Run, number = operation.Number, before = before.ToJson() };

    public static Task SetUndoneAsync(UnitOfWork work, SyncRunId run, int number, Undone how, CancellationToken ct) =>
        work.ExecuteAsync(SetUndoneSql, new { run, number, how = (int)how }, ct);

    public static Task SetTicketAsync(UnitOfWork work, StoredOperation operation, TicketId ticket, CancellationToken ct) =>
        work.ExecuteAsync(SetTicketSql, new { run = operation.Run, number = operation.Number, ticket }, ct);

    public static Task SetOutcomeAsync(UnitOfWork work, StoredOperation operation, SyncOutcome outcome, CancellationToken ct)
    {
        var (kind, text) = Of(outcome);
        var note = (outcome as SyncOutcome.Applied)?.Note;
        return work.ExecuteAsync(SetOutcomeSql, new { run = operation.Run, number = operation.Number, outcome = (int)kind, text, note }, ct);
    }

    private static (OutcomeKind Kind, string? Text) Of(SyncOutcome outcome) => outcome switch
    {
        SyncOutcome.Applied applied => (OutcomeKind.Applied, applied.IssueKey),
        SyncOutcome.Skipped skipped => (OutcomeKind.Skipped, skipped.Reason),
        SyncOutcome.Refused refused => (OutcomeKind.Refused, refused.Reason),
        SyncOutcome.Deferred deferred => (OutcomeKind.Deferred, deferred.Reason),
        SyncOutcome.Uncertain uncertain => (OutcomeKind.Uncertain, uncertain.Reason),
        SyncOutcome.Parked parked => (OutcomeKind.Parked, parked.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Which case of <see cref="SyncOperation"/> the body is. The numbers are stored.</summary>
    private enum OperationKind
    {
        Create = 1,
        Update = 2,
        Transition = 3,
        Comment = 4,
        Undo = 5,
    }

    private sealed class OperationRow
    {
        public SyncRunId RunId { get; init; }

        public int Number { get; init; }

        public OperationKind Kind { get; init; }

        public TicketId? TicketId { get; init; }

        public JsonText Body { get; init; }

        public OutcomeKind? Outcome { get; init; }

        public string? OutcomeText { get; init; }

        public string? OutcomeNote { get; init; }

        public string? MadeLater { get; init; }

        /// <summary>Read only where it is to be undone, as is the one below.</summary>
        public JsonText? SeenBefore { get; init; }

        /// <summary>1 when <see cref="SeenBefore"/> is kept.</summary>
        public int HasBefore { get; init; }

        public static OperationRow Of(SyncRunId run, int number, SyncOperation operation)
        {
            var (kind, ticket) = operation switch
            {
                // Known once it has its intent: the ticket of which it asks for another issue may be begun by another run.
                SyncOperation.Create => (OperationKind.Create, (TicketId?)null),
                SyncOperation.Update update => (OperationKind.Update, update.Ticket),
                SyncOperation.Transition transition => (OperationKind.Transition, transition.Ticket),
                SyncOperation.Comment comment => (OperationKind.Comment, comment.Ticket),
                SyncOperation.Undo undo => (OperationKind.Undo, (TicketId?)undo.Ticket),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            return new()
            {
                RunId = run,
                Number = number,
                Kind = kind,
                TicketId = ticket,
                Body = new JsonText(JsonSerializer.Serialize(operation, operation.GetType(), Json)),
            };
        }

        public StoredOperation ToOperation() => new(
            RunId,
            Number,
            Kind switch
            {
                OperationKind.Create => JsonSerializer.Deserialize<SyncOperation.Create>(Body.Value, Json)!,
                OperationKind.Update => JsonSerializer.Deserialize<SyncOperation.Update>(Body.Value, Json)!,
                OperationKind.Transition => JsonSerializer.Deserialize<SyncOperation.Transition>(Body.Value, Json)!,
                OperationKind.Comment => JsonSerializer.Deserialize<SyncOperation.Comment>(Body.Value, Json)!,
                OperationKind.Undo => JsonSerializer.Deserialize<SyncOperation.Undo>(Body.Value, Json)!,
                _ => throw new System.Diagnostics.UnreachableException(),
            },
            TicketId,
            Outcome,
            OutcomeText)
        {
            HasBefore = HasBefore == 1,
            Note = OutcomeNote,
            MadeLater = MadeLater,
        };
    }
}
