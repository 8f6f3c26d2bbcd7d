using Fairlead.Storage;

namespace Fairlead.Platform.Operations;

/// <summary>Something that a lower room tells whoever stands above it.</summary>
/// <param name="Number">Grows; an event with a lower number is never added later.</param>
/// <param name="Kind">As <c>noun.verb</c>: <c>findings.imported</c>.</param>
/// <param name="Subject">Id of what it is about.</param>
public sealed record Event(long Number, string Kind, string Subject, DateTimeOffset At);

/// <summary>Events as rows, committed with the change that they tell of. A reader keeps the number it has come to.</summary>
internal sealed class EventLog(Database database, TimeProvider clock)
{
    private static readonly SqlText AppendSql = new(typeof(Storage.OperationsSql), "Event.Append");
    private static readonly SqlText ReadAfterSql = new(typeof(Storage.OperationsSql), "Event.ReadAfter");
    private static readonly SqlText PositionSql = new(typeof(Storage.OperationsSql), "Event.Position");
    private static readonly SqlText AdvanceSql = new(typeof(Storage.OperationsSql), "Event.Advance");

    /// <summary>Append last in a transaction: on PostgreSQL it waits for other writers of events, so that numbers commit in order.</summary>
    public Task AppendAsync(UnitOfWork work, string kind, string subject, CancellationToken ct) =>
        work.ExecuteAsync(AppendSql, new { kind, subject, at = clock.GetUtcNow() }, ct);

    public Task<IReadOnlyList<Event>> ReadAfterAsync(long number, int limit, CancellationToken ct) =>
        database.QueryAsync<Event>(ReadAfterSql, new { number, limit }, ct);

    /// <summary>How far a reader has come; 0 for a new one.</summary>
    public Task<long> PositionAsync(string reader, CancellationToken ct) =>
        database.FirstAsync<long>(PositionSql, new { reader }, ct);

    /// <summary>Moves a reader on, in the transaction of what it did about the events. Never moves it back.</summary>
    public static Task AdvanceAsync(UnitOfWork work, string reader, long number, CancellationToken ct) =>
        work.ExecuteAsync(AdvanceSql, new { reader, number }, ct);
}
