using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Runs, each kept with what it is to do.</summary>
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
    private static readonly SqlText ListSql = new(typeof(RunStore), "Run.List");
    private static readonly SqlText UndosOfSql = new(typeof(RunStore), "Run.UndosOf");
    private static readonly SqlText UndoOfTicketSql = new(typeof(RunStore), "Run.UndoOfTicket");
    private static readonly SqlText OutcomesOfSql = new(typeof(RunStore), "Run.OutcomesOf");
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    public async Task<SyncRunId> InsertAsync(
        TicketConfiguration configuration, SyncPlan plan, IReadOnlyList<Attention> attention, CancellationToken ct)
    {
        var id = SyncRunId.New(clock);
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(InsertSql, RunRow.Of(id, configuration, plan, attention), ct);
        await OperationStore.InsertAsync(work, id, plan.Operations, ct);
        await work.CommitAsync(ct);
        return id;
    }

    /// <summary>Keeps the plan of an undo.</summary>
    public async Task<SyncRunId> InsertUndoAsync(UnitOfWork work, SyncRun undone, IReadOnlyList<SyncOperation.Undo> operations, CancellationToken ct)
    {
        var id = SyncRunId.New(clock);
        await work.ExecuteAsync(InsertSql, RunRow.OfUndo(id, undone, operations.Count, clock.GetUtcNow()), ct);
        await OperationStore.InsertAsync(work, id, operations, ct);
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

    private static string WordOf(OutcomeKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

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
}
