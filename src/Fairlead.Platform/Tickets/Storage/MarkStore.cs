using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Which issues are to get Fairlead's labels back.</summary>
internal sealed class MarkStore(Database database, TimeProvider clock)
{
    private static readonly SqlText OweSql = new(typeof(MarkStore), "Mark.Owe");
    private static readonly SqlText OwedSql = new(typeof(MarkStore), "Mark.Owed");
    private static readonly SqlText PaidSql = new(typeof(MarkStore), "Mark.Paid");

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    public static Task OweAsync(UnitOfWork work, TicketRow ticket, long epoch, CancellationToken ct) =>
        work.ExecuteAsync(OweSql, new { id = ticket.Id, connection = ticket.ConnectionId, epoch }, ct);

    /// <summary>Without those that are left alone: id, configuration, issue and marker only.</summary>
    /// <param name="after">Id of the last one seen; the default for the first.</param>
    public Task<IReadOnlyList<TicketRow>> OwedAsync(ConnectionId connection, TicketId after, int limit, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(
            OwedSql, new { connection, after, now = clock.GetUtcNow(), created = (int)TicketState.Created, present = (int)IssuePresence.Present, limit }, ct);

    /// <summary>The issue has them again, or Jira does not let Fairlead put them there.</summary>
    /// <param name="refusedAt">Jira's time of the issue's last change where it does not; <see langword="null"/>: it has them.</param>
    /// <param name="flips">How often they were taken away and came back; <see langword="null"/>: it had them all the time.</param>
    public static Task PaidAsync(UnitOfWork work, TicketRow ticket, DateTimeOffset? refusedAt, Flips? flips, string? reason, long epoch, CancellationToken ct) => work.ExecuteAsync(
        PaidSql,
        new
        {
            id = ticket.Id,
            connection = ticket.ConnectionId,
            epoch,
            refusedAt,
            flips = flips?.Count ?? ticket.Flips,
            flipsSince = flips?.Since ?? ticket.FlipsSince,
            frozenUntil = flips?.FrozenUntil,
            reason,
        },
        ct);
}
