using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Tells what tickets sent through the connections and heard there.</summary>
internal sealed class TicketTraffic(Database database, TimeProvider clock) : IConnectionTraffic
{
    /// <summary>A webhook that is sent again comes within this; one that was disabled or deleted in Jira does not.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    /// <summary>To enter the webhook in Jira, and to change an issue.</summary>
    private static readonly TimeSpan SetUp = TimeSpan.FromMinutes(10);

    private static readonly SqlText ListSql = new(typeof(TicketTraffic), "Traffic.List");

    public async Task<IReadOnlyList<ConnectionTraffic>> ListAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<TrafficRow>(ListSql, new { deleted = (int)IssuePresence.Deleted }, ct)).Select(r => r.ToTraffic(clock.GetUtcNow()))];

    private sealed record TrafficRow
    {
        public ConnectionId ConnectionId { get; init; }

        public bool IsEnabled { get; init; }

        public DateTimeOffset? RotatedAt { get; init; }

        public DateTimeOffset? LastReceivedAt { get; init; }

        public DateTimeOffset? LastRejectedAt { get; init; }

        public string? LastRejection { get; init; }

        public DateTimeOffset? UntoldAt { get; init; }

        public DateTimeOffset? PolledAt { get; init; }

        public DateTimeOffset? WroteAt { get; init; }

        public DateTimeOffset? LookFailedAt { get; init; }

        public string? LookFailure { get; init; }

        public string? LookNextStep { get; init; }

        public long Unheard { get; init; }

        public int Missed { get; init; }

        public ConnectionTraffic ToTraffic(DateTimeOffset now) => new(
            ConnectionId,
            LastReceivedAt,
            PolledAt,
            WroteAt,
            LookFailedAt is { } since && IsEnabled ? new(LookFailure ?? "", LookNextStep ?? "", since) : null,
            Warning(now),
            (int)Unheard)
        {
            MissedIssues = Missed,
        };

        /// <summary>Only where an intake was set up: without one, looks every minute are all that is wanted.</summary>
        private string? Warning(DateTimeOffset now) => (RotatedAt, LastReceivedAt, LastRejectedAt) switch
        {
            (null, _, _) => null,
            (_, var received, { } rejected) when !(received >= rejected) =>
                $"The last webhook was refused: {LastRejection}. Correct it in Jira, System, WebHooks; until then changes are heard by looks only.",
            ({ } made, null, _) when now - made >= SetUp =>
                $"No webhook ever came since the secret was made on {made:yyyy-MM-dd HH:mm} UTC. In Jira, System, WebHooks, check the address and the events, and that Jira reaches this server; until then changes are heard by looks only.",
            (_, { } received, _) when UntoldAt > received && now - UntoldAt >= Silence =>
                $"No webhook has come since {received:yyyy-MM-dd HH:mm} UTC, and looks found changes of which none told, the first at {UntoldAt:yyyy-MM-dd HH:mm} UTC. In Jira, System, WebHooks, see that it is still there, enabled, and has the JQL that fairlead connection webhook names; until then changes are heard by looks only.",
            _ => null,
        };
    }
}
