using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Webhooks;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Keeps a connection while configurations, tickets or runs name it.</summary>
internal sealed class TicketsOnConnection(ConfigurationStore configurations) : IConnectionUse
{
    private static readonly SqlText ForgetRunsSql = new(typeof(TicketsOnConnection), "Run.ForgetEmpty");
    private static readonly SqlText OnConnectionSql = new(typeof(TicketsOnConnection), "Ticket.OnConnection");

    public async Task<IReadOnlyList<string>> OfAsync(UnitOfWork work, ConnectionId id, CancellationToken ct)
    {
        var counts = (await work.FirstAsync<Counts>(OnConnectionSql, new { id }, ct))!;
        return
        [
            .. new[] { (counts.Configurations, "ticket configuration"), (counts.Tickets, "ticket"), (counts.Runs, "run") }
                .Where(c => c.Item1 > 0).Select(c => $"{c.Item1} {c.Item2}{(c.Item1 == 1 ? "" : "s")}"),
        ];
    }

    public async Task<IReadOnlyList<string>> ProjectsAsync(ConnectionId id, CancellationToken ct) =>
        [.. (await configurations.ByConnectionAsync(id, ct)).Where(c => c.Enabled).Select(c => c.Project.Name).Distinct()];

    public async Task ForgetAsync(UnitOfWork work, ConnectionId id, CancellationToken ct)
    {
        await WebhookSecrets.ForgetAsync(work, id, ct);
        await work.ExecuteAsync(ForgetRunsSql, new { id }, ct);
    }

    private sealed class Counts
    {
        /// <summary>Those that had something to do.</summary>
        public long Runs { get; init; }

        /// <summary>Those that are not deleted.</summary>
        public long Configurations { get; init; }

        public long Tickets { get; init; }
    }
}
