using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>A project and type that has tickets to be sent for one configuration.</summary>
internal sealed record SendTarget
{
    public TicketConfigurationId ConfigurationId { get; init; }

    public string ProjectId { get; init; } = "";

    public string IssueTypeId { get; init; } = "";
}

/// <summary>Reads tickets.</summary>
internal sealed class TicketStore(Database database)
{
    /// <summary>As many ids as one statement takes.</summary>
    public const int IdBatch = 500;

    private static readonly SqlText OfIssueKeySql = new(typeof(TicketStore), "Ticket.OfIssueKey");
    private static readonly SqlText GetSql = new(typeof(TicketStore), "Ticket.Get");
    private static readonly SqlText ByIdsSql = new(typeof(TicketStore), "Ticket.ByIds");
    private static readonly SqlText PageSql = new(typeof(TicketStore), "Ticket.Page");
    private static readonly SqlText PlannedSql = new(typeof(TicketStore), "Ticket.Planned");
    private static readonly SqlText DueToSendSql = new(typeof(TicketStore), "Ticket.DueToSend");
    private static readonly SqlText TargetsSql = new(typeof(TicketStore), "Ticket.LanesToSend");
    private static readonly SqlText InStateSql = new(typeof(TicketStore), "Ticket.InState");
    private static readonly SqlText KnownIssuesSql = new(typeof(TicketStore), "Ticket.KnownIssues");
    private static readonly SqlText ByMarkersSql = new(typeof(TicketStore), "Ticket.ByMarkers");
    private static readonly SqlText StandingsSql = new(typeof(TicketStore), "Ticket.Standings");
    private static readonly SqlText CountsSql = new(typeof(TicketStore), "Ticket.Counts");
    private static readonly SqlText TallySql = new SqlText(typeof(TicketStore), "Ticket.Tally").With("/*isParked*/", IsParked);
    private static readonly SqlText OldestSql = new(typeof(TicketStore), "Ticket.Oldest");
    private static readonly SqlText ByIssuesSql = new(typeof(TicketStore), "Ticket.ByIssues");
    private static readonly SqlText CanariesSql = new(typeof(TicketStore), "Ticket.Canaries");
    private static readonly SqlText WitnessesSql = new(typeof(TicketStore), "Ticket.Witnesses");
    private static readonly SqlText UnmadeSql = new(typeof(TicketStore), "Ticket.Unmade");
    private static readonly SqlText UnmadeGroupsSql = new(typeof(TicketStore), "Ticket.UnmadeGroups");
    private static readonly SqlText IssueIdsSql = new(typeof(TicketStore), "Ticket.IssueIds");
    private static readonly SqlText ListsOwedSql = new(typeof(TicketStore), "Ticket.ListsOwed");
    private static readonly SqlText FollowingSql = new(typeof(TicketStore), "Ticket.Following");
    private static readonly SqlText LostDueSql = new(typeof(TicketStore), "Ticket.LostDue");
    private static readonly SqlText DueSql = new(typeof(TicketStore), "Ticket.Due");
    private static readonly SqlText ReplacedSql = new SqlText(typeof(TicketStore), "Ticket.Replaced").With("/*replaced*/", IsReplaced);
    private static readonly SqlText StrayKindSql = new(typeof(TicketStore), "Stray.Kind");
    private static readonly SqlText NextTurnSql = new(typeof(TicketStore), "Ticket.NextTurn");
    private static readonly SqlText SaidDeletedSql = new(typeof(TicketStore), "Ticket.SaidDeleted");
    private static readonly SqlText LinkedCountSql = new(typeof(TicketStore), "Ticket.LinkedCount");
    private static readonly SqlText DeletedSinceSql = new(typeof(TicketStore), "Ticket.DeletedSince");
    private static readonly SqlText OwedSql = new(typeof(TicketStore), "Ticket.Owed");
    private static readonly TicketState[] Sendable = [TicketState.Planned, TicketState.Retry];

    /// <summary>The latest ticket of a configuration whose issue has this key.</summary>
    public async Task<TicketId?> OfIssueKeyAsync(TicketConfigurationId configuration, string key, CancellationToken ct) =>
        (await database.FirstAsync<IdRow>(OfIssueKeySql, new { configuration, key }, ct))?.Id;

    public Task<TicketRow?> GetAsync(TicketId id, CancellationToken ct) => database.FirstAsync<TicketRow>(GetSql, new { id }, ct);

    public async Task<IReadOnlyList<TicketRow>> ByIdsAsync(IReadOnlyCollection<TicketId> ids, CancellationToken ct)
    {
        var rows = new List<TicketRow>(ids.Count);
        foreach (var chunk in ids.Chunk(IdBatch))
            rows.AddRange(await database.QueryAsync<TicketRow>(ByIdsSql, new { ids = StoredIds.Of(database.Engine, chunk) }, ct));
        return rows;
    }

    /// <summary>Newest first.</summary>
    /// <param name="standing"><see langword="null"/>: any, but of released and unlinked ones only those that none has taken the place of.</param>
    /// <param name="issueKey">As Jira writes it; <see langword="null"/>: any.</param>
    public Task<IReadOnlyList<TicketRow>> PageAsync(
        TicketConfigurationId? configuration, TicketStanding? standing, string? issueKey, FindingId? finding, DateTimeOffset beforeAt, Guid beforeId, int size, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(
            PageOf(configuration is not null, standing, issueKey is not null, finding is not null),
            new { configuration = configuration ?? default, issueKey = issueKey ?? "", finding = finding ?? default, beforeAt, beforeId, size }, ct);

    /// <summary>The statement of a page: whatever is asked for, an index leads to its rows.</summary>
    internal static SqlText PageOf(bool isOfConfiguration, TicketStanding? standing, bool isOfIssue = false, bool isOfFinding = false) => PageSql.With(
        "/*where*/", (isOfFinding ? "AND id IN (SELECT ticket_id FROM ticket_findings WHERE finding_id = @finding) " : "") + (isOfIssue ? "AND issue_key = @issueKey " : "") + (isOfConfiguration ? "AND configuration_id = @configuration " : "") + (standing is { } one ? ConditionOf(one) : IsCurrent));

    public async Task<IReadOnlyList<PlannedTicket>> PlannedAsync(TicketConfigurationId configuration, CancellationToken ct) =>
        [.. (await database.QueryAsync<TicketRow>(PlannedSql, new { configuration }, ct)).Select(r => r.ToPlanned())];

    public Task<IReadOnlyList<SendTarget>> TargetsAsync(ConnectionId connection, DateTimeOffset now, CancellationToken ct) =>
        database.QueryAsync<SendTarget>(TargetsSql, new { connection, states = Numbers(Sendable), now }, ct);

    /// <summary>Items that were never refused first, then the worst.</summary>
    public Task<IReadOnlyList<TicketRow>> DueToSendAsync(
        ConnectionId connection, SendTarget target, DateTimeOffset now, int limit, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(
            DueToSendSql,
            new { connection, states = Numbers(Sendable), now, configuration = target.ConfigurationId, projectId = target.ProjectId, issueTypeId = target.IssueTypeId, limit },
            ct);

    /// <summary>Which states and presences tickets of a configuration have now.</summary>
    public async Task<IReadOnlyList<(TicketState State, IssuePresence? Presence)>> StandingsAsync(TicketConfigurationId configuration, CancellationToken ct) =>
        [.. (await database.QueryAsync<TicketRow>(StandingsSql, new { configuration }, ct)).Select(r => (r.State, r.Presence))];

    /// <summary>How many tickets each configuration has; of each group only the latest counts.</summary>
    public async Task<IReadOnlyDictionary<TicketConfigurationId, long>> CountsAsync(CancellationToken ct) =>
        (await database.QueryAsync<CountRow>(CountsSql, null, ct)).ToDictionary(r => r.ConfigurationId, r => r.Tickets);

    /// <summary>How many tickets there are of each state, as lists of that state have them: also those that another has taken the place of.</summary>
    /// <param name="configuration"><see langword="null"/>: of all.</param>
    public async Task<TicketTally> TallyAsync(TicketConfigurationId? configuration, CancellationToken ct) => TicketTally.Of(
        (await database.QueryAsync<TallyRow>(
            TallySql.With("/*where*/", configuration is null ? "" : "AND configuration_id = @configuration"), new { configuration = configuration ?? default }, ct))
        .Select(r => (TicketStandings.Of(r.State, r.Presence, r.Parked == 1), r.StatusCategory, r.Number)));

    /// <returns>UTC. Since when a connection has tickets with issues; <see langword="null"/>: it has none.</returns>
    public Task<DateTimeOffset?> OldestAsync(ConnectionId connection, CancellationToken ct) => database.FirstAsync<DateTimeOffset?>(OldestSql, new { connection }, ct);

    /// <summary>How many tickets of a connection wait to be made.</summary>
    public async Task<int> UnmadeAsync(ConnectionId connection, CancellationToken ct) => (int)(await database.QueryAsync<long>(
        UnmadeSql, new { connection, states = Numbers([.. Sendable, TicketState.Uncertain, TicketState.Sending]) }, ct))[0];

    /// <returns>Tickets of the groups whose issue is not made: group, state and reason only.</returns>
    public async Task<IReadOnlyList<TicketRow>> UnmadeGroupsAsync(TicketConfigurationId configuration, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var unmade = new List<TicketRow>();
        foreach (var chunk in keys.Chunk(IdBatch))
            unmade.AddRange(await database.QueryAsync<TicketRow>(UnmadeGroupsSql, new { configuration, keys = chunk, created = (int)TicketState.Created }, ct));
        return unmade;
    }

    /// <summary>What is to be sent or looked for: id, configuration, place, state and attempts only.</summary>
    public Task<IReadOnlyList<TicketRow>> DueAsync(ConnectionId connection, DateTimeOffset now, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(
            DueSql,
            new { connection, states = Numbers([.. Sendable, TicketState.Uncertain, TicketState.Created]), created = (int)TicketState.Created, lost = (int)IssuePresence.Lost, now },
            ct);

    public Task<IReadOnlyList<TicketRow>> DueToLookAsync(ConnectionId connection, DateTimeOffset now, int limit, CancellationToken ct) =>
        InStateAsync(connection, [TicketState.Uncertain], now, limit, ct);

    /// <summary>Tickets that lost their issue and are to look for it.</summary>
    public Task<IReadOnlyList<TicketRow>> LostDueAsync(ConnectionId connection, DateTimeOffset now, int limit, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(
            LostDueSql, new { connection, created = (int)TicketState.Created, lost = (int)IssuePresence.Lost, now, limit }, ct);

    public Task<IReadOnlyList<TicketRow>> InStateAsync(
        ConnectionId connection, TicketState[] states, DateTimeOffset now, int limit, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(InStateSql, new { connection, states = Numbers(states), now, limit }, ct);

    public async Task<HashSet<string>> KnownIssuesAsync(ConnectionId connection, IReadOnlyCollection<string> issueIds, CancellationToken ct)
    {
        var known = new HashSet<string>();
        foreach (var ids in issueIds.Chunk(IdBatch))
            known.UnionWith(await database.QueryAsync<string>(KnownIssuesSql, new { connection, ids }, ct));
        return known;
    }

    public async Task<IReadOnlyList<TicketRow>> ByMarkersAsync(ConnectionId connection, IReadOnlyCollection<string> markers, CancellationToken ct)
    {
        var rows = new List<TicketRow>();
        foreach (var chunk in markers.Chunk(IdBatch))
            rows.AddRange(await database.QueryAsync<TicketRow>(ByMarkersSql, new { connection, markers = chunk }, ct));
        return rows;
    }

    /// <summary>Linked tickets of these issues, not the proven deleted ones.</summary>
    public async Task<IReadOnlyList<TicketRow>> ByIssuesAsync(ConnectionId connection, IReadOnlyCollection<string> issueIds, CancellationToken ct)
    {
        var rows = new List<TicketRow>();
        foreach (var ids in issueIds.Chunk(IdBatch))
            rows.AddRange(await database.QueryAsync<TicketRow>(
                ByIssuesSql, new { connection, ids, created = (int)TicketState.Created, deleted = (int)IssuePresence.Deleted }, ct));
        return rows;
    }

    /// <summary>Whether another ticket has taken the place of this one: of the same group, or as its findings are behind that one.</summary>
    public async Task<bool> IsReplacedAsync(TicketId id, CancellationToken ct) => (await database.QueryAsync<long>(ReplacedSql, new { id }, ct))[0] > 0;

    /// <returns><see langword="null"/> when the issue is not known to carry our label without being a ticket's.</returns>
    public async Task<StrayKind?> StrayKindAsync(ConnectionId connection, string issueId, CancellationToken ct) =>
        await database.QueryAsync<int>(StrayKindSql, new { connection, issueId }, ct) is [var kind] ? (StrayKind)kind : null;

    /// <summary>Markers of issues that a working index must show.</summary>
    public Task<IReadOnlyList<string>> CanariesAsync(
        ConnectionId connection, string projectId, string issueTypeId, DateTimeOffset before, CancellationToken ct) =>
        database.QueryAsync<string>(
            CanariesSql,
            new { connection, created = (int)TicketState.Created, present = (int)IssuePresence.Present, before, projectId, issueTypeId },
            ct);

    /// <summary>The newest tickets whose issues were read at least once: id, issue and marker only.</summary>
    public Task<IReadOnlyList<TicketRow>> WitnessesAsync(ConnectionId connection, DateTimeOffset since, int limit, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(
            WitnessesSql,
            new { connection, created = (int)TicketState.Created, present = (int)IssuePresence.Present, since, limit },
            ct);

    /// <summary>Linked tickets in the order of their issue ids, not the proven deleted ones.</summary>
    public Task<IReadOnlyList<TicketRow>> LinkedAsync(ConnectionId connection, string after, int limit, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(
            IssueIdsSql,
            new { connection, created = (int)TicketState.Created, deleted = (int)IssuePresence.Deleted, after, limit },
            ct);

    /// <summary>Issues of enabled configurations that are to be read again whatever else says so, those first that wait longest.</summary>
    public Task<IReadOnlyList<string>> OwedAsync(ConnectionId connection, int limit, CancellationToken ct) =>
        database.QueryAsync<string>(
            OwedSql, new { connection, created = (int)TicketState.Created, deleted = (int)IssuePresence.Deleted, limit }, ct);

    /// <summary>Tickets whose issue was proven deleted since then, and that none took the place of.</summary>
    public Task<IReadOnlyList<TicketRow>> DeletedSinceAsync(ConnectionId connection, DateTimeOffset since, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(DeletedSinceSql, new { connection, since }, ct);

    /// <inheritdoc cref="TicketGroup.Turn"/>
    /// <returns>Of the configuration's next new ticket.</returns>
    public Task<int> NextTurnAsync(TicketConfigurationId configuration, CancellationToken ct) => database.FirstAsync<int>(NextTurnSql, new { configuration }, ct);

    /// <summary>Issues of tickets of which a webhook said that they were deleted, and that is not proven.</summary>
    public async Task<IReadOnlySet<string>> SaidDeletedAsync(ConnectionId connection, CancellationToken ct) =>
        (await database.QueryAsync<string>(
            SaidDeletedSql, new { connection, created = (int)TicketState.Created, deleted = (int)IssuePresence.Deleted }, ct)).ToHashSet();

    /// <summary>How many tickets have an issue that is not known to be gone.</summary>
    public async Task<int> LinkedCountAsync(ConnectionId connection, CancellationToken ct) =>
        (int)await database.FirstAsync<long>(
            LinkedCountSql, new { connection, created = (int)TicketState.Created, deleted = (int)IssuePresence.Deleted }, ct);

    /// <summary>Tickets whose issue is still to be linked to the one before, without those that are left alone: id, configuration, issue and what it follows only.</summary>
    /// <param name="after">Id of the last one seen; the default for the first.</param>
    public Task<IReadOnlyList<TicketRow>> FollowingAsync(ConnectionId connection, TicketId after, DateTimeOffset now, int limit, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(FollowingSql, new { connection, after, now, created = (int)TicketState.Created, limit }, ct);

    /// <summary>
    /// Of a ticket that is released or unlinked. Findings that a person put elsewhere, or that are behind the open issue of a later ticket, or are to get one, do not come back to it: no run makes it anew.
    /// </summary>
    private const string IsReplaced = """
        (EXISTS (SELECT 1 FROM tickets later
                  WHERE later.configuration_id = tickets.configuration_id AND later.group_key = tickets.group_key AND later.generation > tickets.generation)
         OR (tickets.standing IN (9, 11)
             AND EXISTS (SELECT 1 FROM ticket_findings its WHERE its.ticket_id = tickets.id)
             AND NOT EXISTS (
                 SELECT 1 FROM ticket_findings its
                  WHERE its.ticket_id = tickets.id
                    AND NOT EXISTS (
                        SELECT 1 FROM ticket_pins pin
                         WHERE pin.configuration_id = tickets.configuration_id AND pin.finding_id = its.finding_id AND pin.group_key <> tickets.group_key)
                    AND NOT EXISTS (
                        SELECT 1 FROM ticket_findings other JOIN tickets later ON later.id = other.ticket_id
                         WHERE other.finding_id = its.finding_id AND later.configuration_id = tickets.configuration_id AND later.created_at > tickets.created_at
                           AND later.standing IN (1, 2, 3, 4, 6, 7) AND coalesce(later.status_category, 0) <> 3))))
        """;

    private const string IsParked = """
        EXISTS (SELECT 1 FROM ticket_circuits c WHERE c.connection_id = tickets.connection_id AND c.project_id = tickets.project_id
            AND c.issue_type_id = tickets.issue_type_id AND c.opened_at IS NOT NULL)
        """;

    private const string IsCurrent = $"AND (standing NOT IN (9, 11) OR NOT {IsReplaced})";

    /// <summary>
    /// Tickets whose issue is still to get its list of findings, or to lose it, without those that are left alone: id, configuration, issue, marker,
    /// group and list only.
    /// </summary>
    /// <param name="after">Id of the last one seen; the default for the first.</param>
    public Task<IReadOnlyList<TicketRow>> ListsOwedAsync(ConnectionId connection, TicketId after, DateTimeOffset now, int limit, CancellationToken ct) =>
        database.QueryAsync<TicketRow>(
            ListsOwedSql, new { connection, after, now, created = (int)TicketState.Created, present = (int)IssuePresence.Present, limit }, ct);

    /// <summary>From a fixed list, in the words of <see cref="Ticket.Standing"/>.</summary>
    private static string ConditionOf(TicketStanding standing)
    {
        return standing switch
        {
            TicketStanding.Planned => $"AND standing = 1 AND NOT {IsParked}",
            TicketStanding.Sending => "AND standing = 2",
            TicketStanding.Uncertain => "AND standing = 3",
            TicketStanding.Retry => $"AND standing = 4 AND NOT {IsParked}",
            TicketStanding.Parked => $"AND standing IN (1, 4) AND {IsParked}",
            TicketStanding.Rejected => "AND standing = 5",
            TicketStanding.Created => "AND standing = 6",
            TicketStanding.Forbidden => "AND standing = 7",
            TicketStanding.Deleted => "AND standing = 8",
            TicketStanding.Released => "AND standing = 9",
            TicketStanding.Lost => "AND standing = 10",
            TicketStanding.Unlinked => "AND standing = 11",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    internal static int[] Numbers(IEnumerable<TicketState> states) => [.. states.Select(s => (int)s)];

    private sealed record CountRow
    {
        public TicketConfigurationId ConfigurationId { get; init; }

        public long Tickets { get; init; }
    }

    private sealed record TallyRow
    {
        public TicketState State { get; init; }

        public IssuePresence? Presence { get; init; }

        public int Parked { get; init; }

        public JiraStatusCategory? StatusCategory { get; init; }

        public long Number { get; init; }
    }

    private sealed record IdRow
    {
        public TicketId Id { get; init; }
    }
}
