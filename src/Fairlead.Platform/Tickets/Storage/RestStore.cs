using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Which issues are left alone for a time, because Jira does not take what is written to them, or because somebody fights over them.</summary>
internal sealed class RestStore(Database database, TimeProvider clock)
{
    private static readonly SqlText RestSql = new(typeof(RestStore), "Ticket.Rest");
    private static readonly SqlText AnyRestedSql = new(typeof(RestStore), "Ticket.AnyRested");
    private static readonly SqlText LetGoSql = new(typeof(RestStore), "Ticket.LetGo");

    /// <summary>Jira gave no clear answer to a write on the issue, although it answers others: it is left alone for a while, each time longer.</summary>
    /// <returns>UTC. Until when.</returns>
    public async Task<DateTimeOffset> RestAsync(TicketRow ticket, string reason, long epoch, CancellationToken ct)
    {
        var (unclear, told) = (ticket.Unclear + 1, $"Jira gives no clear answer to writes on this issue, although it answers others: {reason}");
        var until = Rests.After(unclear, clock.GetUtcNow());
        await database.ExecuteAsync(RestSql, new { id = ticket.Id, connection = ticket.ConnectionId, epoch, unclear, until, reason = told }, ct);
        return until;
    }

    /// <summary>Whether an issue that was left alone for a time need not be any more.</summary>
    public async Task<bool> HasAnyRestedAsync(TicketConfigurationId configuration, DateTimeOffset now, CancellationToken ct) =>
        (await database.QueryAsync<int>(AnyRestedSql, new { configuration, now }, ct)).Count > 0;

    /// <summary>What was left alone until then was looked at since, with all others.</summary>
    public Task LetGoAsync(TicketConfigurationId configuration, DateTimeOffset asOf, CancellationToken ct) =>
        database.ExecuteAsync(LetGoSql, new { configuration, asOf, no = false }, ct);
}
