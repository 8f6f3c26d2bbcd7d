using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Undoing;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>One operation of a stored run.</summary>
internal sealed record StoredOperation(SyncRunId Run, int Number, SyncOperation Operation, TicketId? Ticket, OutcomeKind? Outcome, string? OutcomeText)
{
    public const string UndoneSince = "what a run did to it was undone since this was planned; the next run looks anew";

    /// <summary>What the issue was before it was written to is kept, so that it was begun; known where it is pending, or to be undone.</summary>
    public bool HasBefore { get; init; }

    /// <inheritdoc cref="SyncOutcome.Applied.Note"/>
    /// <remarks>Read only where a run is shown.</remarks>
    public string? Note { get; init; }

    /// <summary>Key of the issue that was made after the run was done with a create that had to wait; <see langword="null"/>: none.</summary>
    /// <remarks>Read only where a run is shown.</remarks>
    public string? MadeLater { get; init; }

    /// <summary>With the outcome, for people: the issue that it ended with and what it does without, or why it was not done.</summary>
    public string? Told => MadeLater is { } later ? $"made later, as {later}" : Note is { } note ? $"{OutcomeText}: {note}" : OutcomeText;

    /// <summary>A person took back what a run did for the ticket, after this was planned.</summary>
    public bool IsUndoneSince(TicketRow ticket) => ticket.Undos > Operation.Undos;
}

/// <summary>The name of an outcome. The numbers are stored.</summary>
internal enum OutcomeKind
{
    Applied = 1,
    Skipped = 2,
    Refused = 3,
    Deferred = 4,
    Uncertain = 5,
    Parked = 6,
}

/// <summary>Runs and their operations.</summary>
internal sealed class RunStore(Database database, TimeProvider clock)
{
    private static readonly SqlText InsertSql = new(typeof(RunStore), "Run.Insert");
    private static readonly SqlText GetSql = new(typeof(RunStore), "Run.Get");
    private static readonly SqlText UnfinishedSql = new(typeof(RunStore), "Run.Unfinished");
    private static readonly SqlText SetStateSql = new(typeof(RunStore), "Run.SetState");
    private static readonly SqlText AddCallsSql = new(typeof(RunStore), "Run.AddCalls");
    private static readonly SqlText SetAttentionSql = new(typeof(RunStore), "Run.SetAttention");
    private static readonly SqlText SetCaughtUpSql = new(typeof(RunStore), "Run.SetCaughtUp");
    private static readonly SqlText LastAttentionSql = new(typeof(RunStore), "Run.LastAttention");
    private static readonly SqlText OutcomesSql = new(typeof(RunStore), "Run.Outcomes");
    private static readonly SqlText InsertOperationSql = new(typeof(RunStore), "Operation.Insert");
    private static readonly SqlText ListSql = new(typeof(RunStore), "Run.List");
    private static readonly SqlText UndosOfSql = new(typeof(RunStore), "Run.UndosOf");
    private static readonly SqlText UndoOfTicketSql = new(typeof(RunStore), "Run.UndoOfTicket");
    private static readonly SqlText OutcomesOfSql = new(typeof(RunStore), "Run.OutcomesOf");
    private static readonly SqlText UndoableSql = new(typeof(RunStore), "Operation.Undoable");
    private static readonly SqlText BeforesSql = new(typeof(RunStore), "Operation.Befores");
    private static readonly SqlText WrittenLaterSql = new(typeof(RunStore), "Operation.WrittenLater");
    private static readonly SqlText SetBeforeSql = new(typeof(RunStore), "Operation.SetBefore");
    private static readonly SqlText DropBeforeSql = new(typeof(RunStore), "Operation.DropBefore");
    private static readonly SqlText SetUndoneSql = new(typeof(RunStore), "Operation.SetUndone");
    private static readonly SqlText PendingSql = new(typeof(RunStore), "Operation.Pending");
    private static readonly SqlText AnyNoteSql = new(typeof(RunStore), "Operation.AnyNote");
    private static readonly SqlText AnyUnclearSql = new(typeof(RunStore), "Operation.AnyUnclear");
    private static readonly SqlText PageSql = new(typeof(RunStore), "Operation.Page");
    private static readonly SqlText SetTicketSql = new(typeof(RunStore), "Operation.SetTicket");
    private static readonly SqlText SetOutcomeSql = new(typeof(RunStore), "Operation.SetOutcome");
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    public async Task<SyncRunId> InsertAsync(
        TicketConfiguration configuration, SyncPlan plan, IReadOnlyList<Attention> attention, CancellationToken ct)
    {
        var id = SyncRunId.New(clock);
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(InsertSql, RunRow.Of(id, configuration, plan, attention), ct);
        for (var i = 0; i < plan.Operations.Count; i++)
            await work.ExecuteAsync(InsertOperationSql, OperationRow.Of(id, i + 1, plan.Operations[i]), ct);
        await work.CommitAsync(ct);
        return id;
    }

    /// <summary>Keeps the plan of an undo.</summary>
    public async Task<SyncRunId> InsertUndoAsync(UnitOfWork work, SyncRun undone, IReadOnlyList<SyncOperation.Undo> operations, CancellationToken ct)
    {
        var id = SyncRunId.New(clock);
        await work.ExecuteAsync(InsertSql, RunRow.OfUndo(id, undone, operations.Count, clock.GetUtcNow()), ct);
        for (var i = 0; i < operations.Count; i++)
            await work.ExecuteAsync(InsertOperationSql, OperationRow.Of(id, i + 1, operations[i]), ct);
        return id;
    }

    /// <summary>Runs that had something to do, newest first; without undos that were only planned.</summary>
    /// <param name="configuration"><see langword="null"/>: of any.</param>
    public async Task<IReadOnlyList<SyncRun>> ListAsync(TicketConfigurationId? configuration, DateTimeOffset beforeAt, Guid beforeId, int size, CancellationToken ct)
    {
        var listed = configuration is null ? ListSql : ListSql.With("/*where*/", "AND configuration_id = @configuration");
        var rows = await database.QueryAsync<RunRow>(listed, new { configuration = configuration ?? default, beforeAt, beforeId, size, planned = (int)SyncRunState.Planned }, ct);
        var ids = rows.Select(r => r.Id).ToArray();
        var outcomes = (await database.QueryAsync<OutcomeRow>(OutcomesOfSql, new { ids = StoredIds.Of(database.Engine, ids) }, ct)).ToLookup(o => o.RunId);
        var undone = await UndosOfAsync(ids, ct);
        return [.. rows.Select(r => r.ToRun(outcomes[r.Id].ToDictionary(o => WordOf(o.Outcome), o => o.Number)) with { UndoneBy = undone.GetValueOrDefault(r.Id) })];
    }

    public async Task<SyncRun?> GetAsync(SyncRunId id, CancellationToken ct)
    {
        if (await database.FirstAsync<RunRow>(GetSql, new { id }, ct) is not { } row)
            return null;
        var outcomes = await database.QueryAsync<OutcomeRow>(OutcomesSql, new { id }, ct);
        return row.ToRun(outcomes.ToDictionary(o => WordOf(o.Outcome), o => o.Number)) with { UndoneBy = (await UndosOfAsync([id], ct)).GetValueOrDefault(id) };
    }

    /// <summary>By which run a ticket was last taken back; <see langword="null"/>: by none.</summary>
    public async Task<RunUndone?> UndoOfTicketAsync(TicketConfigurationId configuration, TicketId ticket, CancellationToken ct) =>
        (await database.FirstAsync<RunRow>(UndoOfTicketSql, new { configuration, ticket, planned = (int)SyncRunState.Planned }, ct))?.ToUndone();

    /// <summary>By which runs others were last taken back.</summary>
    private async Task<Dictionary<SyncRunId, RunUndone>> UndosOfAsync(SyncRunId[] ids, CancellationToken ct) =>
        (await database.QueryAsync<RunRow>(UndosOfSql, new { ids = StoredIds.Of(database.Engine, ids), planned = (int)SyncRunState.Planned }, ct))
        .Select(r => r.ToUndone()).GroupBy(u => u.Undone).ToDictionary(g => g.Key, g => g.Last());

    /// <summary>Runs that were begun and not ended, oldest first.</summary>
    public async Task<IReadOnlyList<SyncRun>> BegunAsync(ConnectionId connection, CancellationToken ct) =>
        [.. (await database.QueryAsync<RunRow>(UnfinishedSql, new { connection, states = new[] { (int)SyncRunState.Applying, (int)SyncRunState.Interrupted } }, ct))
            .Select(r => r.ToRun(new Dictionary<string, int>()))];

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

    public Task SetStateAsync(SyncRunId id, SyncRunState state, int calls, CancellationToken ct) => database.ExecuteAsync(
        SetStateSql,
        new { id, state = (int)state, calls, finishedAt = state is SyncRunState.Done or SyncRunState.PartlyDone ? clock.GetUtcNow() : (DateTimeOffset?)null },
        ct);

    /// <summary>Counts calls that it made besides its operations.</summary>
    public Task AddCallsAsync(SyncRunId id, int calls, CancellationToken ct) => calls == 0 ? Task.CompletedTask : database.ExecuteAsync(AddCallsSql, new { id, calls }, ct);

    /// <returns>What the latest run of a configuration that looked at it left unsettled, and when; <see langword="null"/> when there was none.</returns>
    public async Task<(IReadOnlyList<Attention> Attention, DateTimeOffset At)?> LastAttentionAsync(TicketConfigurationId configuration, CancellationToken ct) =>
        await database.FirstAsync<RunRow>(LastAttentionSql, new { configuration }, ct) is { } run ? (run.AttentionList, run.FinishedAt ?? run.PlannedAt) : null;

    public Task SetAttentionAsync(SyncRunId id, IReadOnlyList<Attention> attention, CancellationToken ct) =>
        database.ExecuteAsync(SetAttentionSql, new { id, attention = new JsonText(JsonSerializer.Serialize(attention, Json)) }, ct);

    public Task SetCaughtUpAsync(SyncRunId id, IReadOnlyList<CaughtUp> caughtUp, CancellationToken ct) =>
        database.ExecuteAsync(SetCaughtUpSql, new { id, caughtUp = new JsonText(JsonSerializer.Serialize(caughtUp, Json)) }, ct);

    public static Task SetTicketAsync(UnitOfWork work, StoredOperation operation, TicketId ticket, CancellationToken ct) =>
        work.ExecuteAsync(SetTicketSql, new { run = operation.Run, number = operation.Number, ticket }, ct);

    public static Task SetOutcomeAsync(UnitOfWork work, StoredOperation operation, SyncOutcome outcome, CancellationToken ct)
    {
        var (kind, text) = Of(outcome);
        var note = (outcome as SyncOutcome.Applied)?.Note;
        return work.ExecuteAsync(SetOutcomeSql, new { run = operation.Run, number = operation.Number, outcome = (int)kind, text, note }, ct);
    }

    public static string WordOf(OutcomeKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    internal static (OutcomeKind Kind, string? Text) Of(SyncOutcome outcome) => outcome switch
    {
        SyncOutcome.Applied applied => (OutcomeKind.Applied, applied.IssueKey),
        SyncOutcome.Skipped skipped => (OutcomeKind.Skipped, skipped.Reason),
        SyncOutcome.Refused refused => (OutcomeKind.Refused, refused.Reason),
        SyncOutcome.Deferred deferred => (OutcomeKind.Deferred, deferred.Reason),
        SyncOutcome.Uncertain uncertain => (OutcomeKind.Uncertain, uncertain.Reason),
        SyncOutcome.Parked parked => (OutcomeKind.Parked, parked.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private sealed class OutcomeRow
    {
        /// <summary>Where several are asked for.</summary>
        public SyncRunId RunId { get; init; }

        public OutcomeKind Outcome { get; init; }

        public int Number { get; init; }
    }

    private sealed class RunRow
    {
        public SyncRunId Id { get; init; }

        public TicketConfigurationId ConfigurationId { get; init; }

        public ConnectionId ConnectionId { get; init; }

        public int Revision { get; init; }

        public SyncRunState State { get; init; }

        public int Creates { get; init; }

        public int Updates { get; init; }

        public int Transitions { get; init; }

        public int Comments { get; init; }

        public int Undos { get; init; }

        public SyncRunId? Undoes { get; init; }

        public int JiraCalls { get; init; }

        public DateTimeOffset PlannedAt { get; init; }

        public DateTimeOffset? FinishedAt { get; init; }

        /// <summary><see langword="null"/> in an undo until it was carried out: its plan looks at no findings, and knows nothing of what waits.</summary>
        public JsonText? Attention { get; init; }

        public JsonText Due { get; init; }

        /// <summary><see langword="null"/> until something was caught up with.</summary>
        public JsonText? CaughtUp { get; init; }

        public IReadOnlyList<Attention> AttentionList =>
            Attention is { } json ? JsonSerializer.Deserialize<IReadOnlyList<Attention>>(json.Value, Json)! : [];

        public static RunRow Of(SyncRunId id, TicketConfiguration configuration, SyncPlan plan, IReadOnlyList<Attention> attention)
        {
            var totals = OperationTotals.Of(plan.Operations);
            return new()
            {
                Id = id,
                ConfigurationId = configuration.Id,
                ConnectionId = configuration.Connection,
                Revision = plan.Revision,
                State = IsOver(plan) ? SyncRunState.Done : SyncRunState.Planned,
                Creates = totals.Create,
                Updates = totals.Update,
                Transitions = totals.Transition,
                Comments = totals.Comment,
                PlannedAt = plan.PlannedAt,
                FinishedAt = IsOver(plan) ? plan.PlannedAt : null,
                Attention = new JsonText(JsonSerializer.Serialize(attention, Json)),
                Due = new JsonText(JsonSerializer.Serialize(plan.Due, Json)),
            };
        }

        public static RunRow OfUndo(SyncRunId id, SyncRun undone, int operations, DateTimeOffset now) => new()
        {
            Id = id,
            ConfigurationId = undone.Configuration,
            ConnectionId = undone.Connection,
            Revision = undone.Revision,
            State = operations == 0 ? SyncRunState.Done : SyncRunState.Planned,
            Undos = operations,
            Undoes = undone.Id,
            PlannedAt = now,
            FinishedAt = operations == 0 ? now : null,
            Due = new JsonText(JsonSerializer.Serialize(DueWork.None, Json)),
        };

        private static bool IsOver(SyncPlan plan) => plan is { IsEmpty: true, Due.IsEmpty: true };

        public RunUndone ToUndone() => new(Undoes!.Value, Id, State, FinishedAt ?? PlannedAt);

        public SyncRun ToRun(IReadOnlyDictionary<string, int> outcomes) => new(
            Id, ConfigurationId, ConnectionId, State, new OperationTotals(Creates, Updates, Transitions, Comments, Undos), outcomes, JiraCalls, PlannedAt, FinishedAt)
        {
            Revision = Revision,
            Undoes = Undoes,
            Attention = AttentionList,
            Due = JsonSerializer.Deserialize<DueWork>(Due.Value, Json)!,
            CaughtUp = CaughtUp is { } json ? JsonSerializer.Deserialize<IReadOnlyList<CaughtUp>>(json.Value, Json)! : [],
        };
    }

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
