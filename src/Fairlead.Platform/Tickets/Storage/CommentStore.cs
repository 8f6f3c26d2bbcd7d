using System.Text.Json;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>A row of <c>comment_effects</c>.</summary>
internal sealed record EffectRow
{
    /// <summary>As <see cref="CommentId"/> of what no comment said, but the issue's status.</summary>
    public const string OfStatus = "";

    /// <summary>As <see cref="CommentId"/> of what the issue's priority said.</summary>
    public const string OfPriority = "priority";

    public CommentEffectId Id { get; init; }

    public TicketId TicketId { get; init; }

    public TicketConfigurationId ConfigurationId { get; init; }

    public ConnectionId ConnectionId { get; init; }

    public string IssueKey { get; init; } = "";

    public string CommentId { get; init; } = "";

    public string Author { get; init; } = "";

    public string? CommentText { get; init; }

    public int Rule { get; init; }

    public string Pattern { get; init; } = "";

    public int? Status { get; init; }

    public int? Severity { get; init; }

    public DateTimeOffset? UntilAt { get; init; }

    public string? Problem { get; init; }

    public JsonText Changes { get; init; } = new("[]");

    public int Findings { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? UndoneAt { get; init; }

    public string? UndoneBy { get; init; }

    public string? UndoneBecause { get; init; }

    /// <summary>Of an effect that said a status.</summary>
    public IReadOnlyList<DecisionChange> ChangeList => Severity is null ? JsonSerializer.Deserialize<IReadOnlyList<DecisionChange>>(Changes.Value)! : [];

    /// <summary>Of an effect that said a severity.</summary>
    public IReadOnlyList<SeverityChange> SeverityChanges => Severity is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<SeverityChange>>(Changes.Value)!;

    public CommentEffect ToEffect() => new(
        Id, TicketId, IssueKey, CommentId is OfStatus or OfPriority ? null : CommentId, Author, CommentText, Rule, Pattern, (FindingStatus?)Status, UntilAt, Problem, Findings, MadeAt,
        UndoneAt is { } at ? new UndoneEffect(at, UndoneBy ?? "", UndoneBecause ?? "") : null)
    {
        Configuration = ConfigurationId,
        Severity = (Kernel.Severity?)Severity,
    };
}

/// <summary>Which comments and statuses were judged, and what they did.</summary>
internal sealed class CommentStore(Database database, TimeProvider clock)
{
    private static readonly SqlText VersionsSql = new(typeof(CommentStore), "Comment.Versions");
    private static readonly SqlText PutSql = new(typeof(CommentStore), "Comment.Put");
    private static readonly SqlText DeleteSql = new(typeof(CommentStore), "Comment.Delete");
    private static readonly SqlText HeardSql = new(typeof(CommentStore), "Comment.Heard");
    private static readonly SqlText OweSql = new(typeof(CommentStore), "Ticket.Owe");
    private static readonly SqlText JudgedSql = new(typeof(CommentStore), "Ticket.Judged");
    private static readonly SqlText PriorityJudgedSql = new(typeof(CommentStore), "Ticket.PriorityJudged");
    private static readonly SqlText JudgeAgainSql = new(typeof(CommentStore), "Ticket.JudgeAgain");
    private static readonly SqlText UnoweSql = new(typeof(CommentStore), "Ticket.Unowe");
    private static readonly SqlText ChangesSql = new(typeof(CommentStore), "Effect.Changes");
    private static readonly SqlText InsertSql = new(typeof(CommentStore), "Effect.Insert");
    private static readonly SqlText GetSql = new(typeof(CommentStore), "Effect.Get");
    private static readonly SqlText StandingSql = new(typeof(CommentStore), "Effect.Standing");
    private static readonly SqlText StandingOfSql = new(typeof(CommentStore), "Effect.StandingOf");
    private static readonly SqlText PageSql = new(typeof(CommentStore), "Effect.Page");
    private static readonly SqlText OfTicketsSql = new(typeof(CommentStore), "Effect.OfTickets");
    private static readonly SqlText UndoSql = new(typeof(CommentStore), "Effect.Undo");

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    /// <summary>The version of each comment that was judged last, by comment.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> VersionsAsync(TicketId ticket, CancellationToken ct) =>
        (await database.QueryAsync<VersionRow>(VersionsSql, new { ticket }, ct)).ToDictionary(v => v.CommentId, v => v.Version);

    /// <exception cref="FencedException">Another worker has entered since.</exception>
    public static async Task PutAsync(
        UnitOfWork work, ConnectionId connection, long epoch, TicketId ticket, string commentId, DateTimeOffset version, CancellationToken ct)
    {
        if (await work.ExecuteAsync(PutSql, new { connection, epoch, ticket, commentId, version }, ct) != 1)
            throw new FencedException(connection);
    }

    /// <summary>The issue's standing was judged. A move of Fairlead's that was kept meanwhile stays what is known of it.</summary>
    /// <param name="known">What had been judged when the ticket was read.</param>
    /// <param name="standing">Its status and resolution.</param>
    /// <param name="shown">How the findings stand by what was judged, so that the issue is not moved for that; <see langword="null"/>: nothing was said.</param>
    /// <param name="movedOnFrom">
    /// Where Fairlead had moved the issue when it was read, if somebody else has brought it on since, be it by another resolution alone; a move of
    /// Fairlead's that was made meanwhile is not taken for theirs.
    /// </param>
    /// <exception cref="FencedException">Another worker has entered since.</exception>
    public static async Task JudgedAsync(
        UnitOfWork work, ConnectionId connection, long epoch, TicketId ticket, string? known, string standing, FindingStatus? shown, string? movedOnFrom, CancellationToken ct)
    {
        if (await work.ExecuteAsync(JudgedSql, new { connection, epoch, ticket, known, standing, shown = (int?)shown, movedOnFrom }, ct) != 1)
            throw new FencedException(connection);
    }

    /// <summary>The issue's priority was judged.</summary>
    /// <param name="priority">Its id; empty: none.</param>
    /// <param name="sent">Counts as what Fairlead sent last, so that it is not sent over what the person set; <see langword="null"/>: as it was.</param>
    /// <exception cref="FencedException">Another worker has entered since.</exception>
    public static async Task PriorityJudgedAsync(
        UnitOfWork work, ConnectionId connection, long epoch, TicketId ticket, string priority, string? sent, CancellationToken ct)
    {
        if (await work.ExecuteAsync(PriorityJudgedSql, new { connection, epoch, ticket, priority, sent }, ct) != 1)
            throw new FencedException(connection);
    }

    public static Task DeleteAsync(UnitOfWork work, TicketId ticket, string commentId, CancellationToken ct) =>
        work.ExecuteAsync(DeleteSql, new { ticket, commentId }, ct);

    public static Task InsertAsync(UnitOfWork work, EffectRow effect, CancellationToken ct) => work.ExecuteAsync(InsertSql, effect, ct);

    public Task<EffectRow?> GetAsync(CommentEffectId id, CancellationToken ct) => database.FirstAsync<EffectRow>(GetSql, new { id }, ct);

    /// <summary>Effects of a ticket's comments that changed findings and were not undone, newest first.</summary>
    /// <param name="commentId">Only of this comment; <see langword="null"/>: of all.</param>
    public static Task<IReadOnlyList<EffectRow>> StandingAsync(UnitOfWork work, TicketId ticket, string? commentId, CancellationToken ct) =>
        work.QueryAsync<EffectRow>(StandingSql, new { ticket, commentId }, ct);

    /// <summary>The tickets of which something stands that was said so.</summary>
    /// <param name="commentId">A comment, <see cref="EffectRow.OfStatus"/> or <see cref="EffectRow.OfPriority"/>.</param>
    public async Task<IReadOnlySet<TicketId>> StandingOfAsync(IReadOnlyCollection<TicketId> tickets, string commentId, CancellationToken ct) => tickets.Count == 0
        ? new HashSet<TicketId>()
        : (await database.QueryAsync<StandingRow>(StandingOfSql, new { tickets = StoredIds.Of(database.Engine, tickets), commentId }, ct)).Select(row => row.TicketId).ToHashSet();

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<CommentEffect>> PageAsync(
        TicketId? ticket, TicketConfigurationId? configuration, DateTimeOffset beforeAt, Guid beforeId, int size, CancellationToken ct)
    {
        var where = (ticket is null ? "" : "AND ticket_id = @ticket ") + (configuration is null ? "" : "AND configuration_id = @configuration");
        var rows = await database.QueryAsync<EffectRow>(
            PageSql.With("/*where*/", where),
            new { ticket = ticket ?? default, configuration = configuration ?? default, beforeAt, beforeId, size },
            ct);
        return [.. rows.Select(r => r.ToEffect())];
    }

    /// <summary>What comments on these tickets' issues did between two instants, oldest first.</summary>
    public async Task<IReadOnlyList<CommentEffect>> OfTicketsAsync(IReadOnlyCollection<TicketId> tickets, DateTimeOffset fromAt, DateTimeOffset toAt, CancellationToken ct)
    {
        if (tickets.Count == 0)
            return [];
        var rows = await database.QueryAsync<EffectRow>(OfTicketsSql, new { tickets = StoredIds.Of(database.Engine, tickets), fromAt, toAt }, ct);
        return [.. rows.Select(r => r.ToEffect())];
    }

    /// <summary>The next look judges the issue's standing anew, unless another comment stands or a person undid what it said.</summary>
    public Task JudgeAgainAsync(UnitOfWork work, TicketId ticket, CancellationToken ct) =>
        work.ExecuteAsync(JudgeAgainSql, new { ticket, ours = Comments.EffectUndo.Ours, now = clock.GetUtcNow() }, ct);

    /// <summary>All comments of the issue as it was at that time were judged.</summary>
    /// <param name="updatedAt">Jira's time of the issue's last change; <see langword="null"/> where it does not say.</param>
    public Task HeardAsync(TicketId ticket, DateTimeOffset? updatedAt, CancellationToken ct) =>
        database.ExecuteAsync(HeardSql, new { ticket, updatedAt }, ct);

    /// <summary>The tickets' issues could not be read, or not listened to: looks read them again until they were.</summary>
    public async Task OweAsync(IReadOnlyCollection<TicketRow> owed, CancellationToken ct)
    {
        if (owed.Count == 0)
            return;
        await using var work = await database.BeginAsync(ct);
        await OweAsync(work, owed, ct);
        await work.CommitAsync(ct);
    }

    /// <inheritdoc cref="OweAsync(IReadOnlyCollection{TicketRow}, CancellationToken)"/>
    public async Task OweAsync(UnitOfWork work, IReadOnlyCollection<TicketRow> owed, CancellationToken ct)
    {
        foreach (var ticket in owed)
            await work.ExecuteAsync(OweSql, new { id = ticket.Id, now = clock.GetUtcNow() }, ct);
    }

    /// <summary>The tickets' issues were read and listened to.</summary>
    /// <param name="paid">As they were before: what was put off since stays owed.</param>
    public async Task UnoweAsync(IReadOnlyCollection<TicketRow> paid, CancellationToken ct)
    {
        if (paid.Count == 0)
            return;
        await using var work = await database.BeginAsync(ct);
        foreach (var ticket in paid)
            await work.ExecuteAsync(UnoweSql, new { id = ticket.Id, asOf = ticket.OwedAt }, ct);
        await work.CommitAsync(ct);
    }

    public static Task SetChangesAsync(UnitOfWork work, CommentEffectId id, IReadOnlyList<DecisionChange> changes, CancellationToken ct) =>
        work.ExecuteAsync(ChangesSql, new { id, changes = TicketRow.JsonOf(changes) }, ct);

    /// <returns><see langword="false"/> when it was undone already.</returns>
    public async Task<bool> UndoAsync(UnitOfWork work, CommentEffectId id, string by, string because, CancellationToken ct) =>
        await work.ExecuteAsync(UndoSql, new { id, by, because, now = clock.GetUtcNow() }, ct) == 1;

    private sealed record StandingRow
    {
        public TicketId TicketId { get; init; }
    }

    private sealed record VersionRow
    {
        public string CommentId { get; init; } = "";

        public DateTimeOffset Version { get; init; }
    }
}
