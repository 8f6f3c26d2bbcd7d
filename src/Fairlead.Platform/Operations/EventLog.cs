using Fairlead.Kernel.Identity;
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
    private static readonly SqlText ForgetSql = new(typeof(Storage.OperationsSql), "Event.Forget");

    /// <summary>Somebody in Jira did something to an issue, says a webhook; the subject is an <see cref="IssueTold"/>.</summary>
    public const string IssueChanged = "jira.issue-changed";

    /// <summary>An issue was deleted, says a webhook.</summary>
    public const string IssueDeleted = "jira.issue-deleted";

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

    /// <summary>Forgets events that come with everything that happens in Jira. Numbers are not used again.</summary>
    public Task ForgetAsync(string kind, DateTimeOffset before, CancellationToken ct) => database.ExecuteAsync(ForgetSql, new { kind, before }, ct);
}

/// <summary>Subject of an event about an issue of Jira.</summary>
/// <param name="IssueId">A text from outside, but of digits alone.</param>
internal readonly record struct IssueTold(ConnectionId Connection, string IssueId)
{
    public override string ToString() => $"{Connection}/{IssueId}";

    public static IssueTold? Parse(string subject) =>
        subject.Split('/') is [var connection, { Length: > 0 } issue] && ConnectionId.TryParse(connection, null, out var id) ? new IssueTold(id, issue) : null;
}
