using Fairlead.Jira.Issues;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>
/// Which ticket holds which of Jira's ids. An id is held by one; who held it before a marker proved it another's is set aside: it has no
/// issue, looks for its own by its marker, and is told of. Nothing makes it again by itself.
/// </summary>
internal sealed class IssueHolders(Database database, TimeProvider clock)
{
    private static readonly SqlText SetAsideSql = new(typeof(IssueHolders), "Ticket.SetAside");
    private static readonly SqlText OthersSql = SetAsideSql.With("/*which*/", "AND id <> @id");
    private static readonly SqlText OneSql = SetAsideSql.With("/*which*/", "AND id = @id");
    private static readonly SqlText NotFoundSql = new(typeof(IssueHolders), "Ticket.NotFound");
    private static readonly SqlText LookForLostSql = new(typeof(IssueHolders), "Ticket.LookForLost");
    private static readonly SqlText ForgetGoneSql = new(typeof(IssueHolders), "Ticket.ForgetGone");
    private static readonly SqlText ForgetStraysSql = new(typeof(IssueHolders), "Stray.ForgetBefore");

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    /// <summary>Before a ticket is linked to an issue that is proven its own.</summary>
    /// <returns>The ticket that held it, with its reason; empty nearly always.</returns>
    public Task<IReadOnlyList<TicketRow>> FreeAsync(UnitOfWork work, TicketRow owner, IssueRef issue, long epoch, CancellationToken ct) =>
        work.QueryAsync<TicketRow>(OthersSql, Values(owner, issue.Id, epoch, $" is the issue of \"{owner.GroupLabel}\" now: Jira gave its id again"), ct);

    /// <summary>A link that its marker does not prove.</summary>
    /// <returns><see langword="false"/> when the ticket has another issue by now, or another worker has entered.</returns>
    public async Task<bool> SetAsideAsync(UnitOfWork work, TicketRow ticket, long epoch, CancellationToken ct) =>
        (await work.QueryAsync<TicketRow>(
            OneSql, Values(ticket, ticket.IssueId!, epoch, " is not its issue any more: what has its id in Jira does not carry its marker"), ct)).Count == 1;

    /// <summary>A search for the marker found nothing, or could not tell.</summary>
    /// <param name="failure">Why it could not tell; <see langword="null"/>: the issue is not there, and is looked for by the next reading of all.</param>
    /// <exception cref="FencedException">Another worker has entered.</exception>
    public async Task NotFoundAsync(UnitOfWork work, TicketRow ticket, string? failure, long epoch, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var written = await work.ExecuteAsync(
            NotFoundSql,
            new
            {
                id = ticket.Id,
                connection = ticket.ConnectionId,
                lost = (int)IssuePresence.Lost,
                epoch,
                notBefore = failure is null ? (DateTimeOffset?)null : now + CreateProtocol.LookAgain,
                reason = failure is null && ticket.Reason?.EndsWith(NoMarker, StringComparison.Ordinal) == false ? ticket.Reason + NoMarker : ticket.Reason,
                now,
            },
            ct);
        if (written != 1)
            throw new FencedException(ticket.ConnectionId);
    }

    /// <summary>Whatever was set aside is looked for again.</summary>
    public Task LookForLostAsync(ConnectionId connection, CancellationToken ct) => database.ExecuteAsync(
        LookForLostSql,
        new { connection, created = (int)TicketState.Created, lost = (int)IssuePresence.Lost, now = clock.GetUtcNow() },
        ct);

    /// <summary>What was known of another Jira's deleted and stray issues says nothing of the ids of this one.</summary>
    /// <param name="since">From when on it is the known one.</param>
    public static async Task ForgetAsync(UnitOfWork work, ConnectionId connection, DateTimeOffset since, CancellationToken ct)
    {
        await work.ExecuteAsync(
            ForgetGoneSql, new { connection, deleted = (int)IssuePresence.Deleted, released = (int)IssuePresence.Released }, ct);
        await work.ExecuteAsync(ForgetStraysSql, new { connection, since }, ct);
    }

    private const string NoMarker = "; a search for its marker found no other";

    private object Values(TicketRow ticket, string issueId, long epoch, string why) => new
    {
        id = ticket.Id,
        connection = ticket.ConnectionId,
        issueId,
        epoch,
        why,
        released = (int)IssuePresence.Released,
        lost = (int)IssuePresence.Lost,
        now = clock.GetUtcNow(),
    };
}
