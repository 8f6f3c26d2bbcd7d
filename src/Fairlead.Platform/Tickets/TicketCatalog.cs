using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>The place of a ticket in the list, newest first.</summary>
internal sealed record TicketPosition(DateTimeOffset CreatedAt, Guid Id)
{
    public static TicketPosition Start { get; } = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    public static TicketPosition Of(Ticket ticket) => new(ticket.CreatedAt, ticket.Id.Value);
}

/// <summary>The ticket that a finding is behind.</summary>
/// <param name="IssueKey"><see langword="null"/> while it has no issue, and once that is deleted.</param>
public sealed record TicketOfFinding(TicketId Id, string? IssueKey);

/// <summary>The issue of a ticket that a finding is behind.</summary>
internal sealed record IssueOfFinding
{
    public FindingId Finding { get; init; }

    public TicketId Ticket { get; init; }

    public string IssueId { get; init; } = "";

    /// <summary>As Fairlead saw it last.</summary>
    public string? IssueKey { get; init; }
}

/// <summary>Looks tickets up.</summary>
internal sealed class TicketCatalog(TicketStore store, ConfigurationStore configurations, RunStore runs, LinkStore links, SubTaskStore subTasks)
{
    public async Task<Ticket?> GetAsync(TicketId id, CancellationToken ct) => await store.GetAsync(id, ct) is { } ticket
        ? (await WithKeptOpenAsync([ticket.ToTicket()], ct))[0] with { Undone = await runs.UndoOfTicketAsync(ticket.ConfigurationId, id, ct), SubTasks = await subTasks.OfAsync(id, ct) }
        : null;

    /// <summary>Those of them that there are, without their sub-tasks and what was undone.</summary>
    public async Task<IReadOnlyList<Ticket>> GetManyAsync(IReadOnlyCollection<TicketId> ids, CancellationToken ct) => [.. (await store.ByIdsAsync(ids, ct)).Select(t => t.ToTicket())];

    /// <summary>The ticket of a configuration that has an issue.</summary>
    /// <param name="key">As people write it.</param>
    /// <returns><see langword="null"/> where there is none.</returns>
    public Task<TicketId?> OfIssueAsync(TicketConfigurationId configuration, string key, CancellationToken ct) => store.OfIssueKeyAsync(configuration, key.ToUpperInvariant(), ct);

    /// <summary>What a person may ask for a ticket as it stands.</summary>
    public static TicketRequests RequestsFor(Ticket ticket) => ticket.Standing switch
    {
        TicketStanding.Created => TicketRequests.Unlink | TicketRequests.Relink
            | (ticket.Reason is null ? TicketRequests.Nothing : TicketRequests.Retry) | (ticket.Kept.Count == 0 ? TicketRequests.Nothing : TicketRequests.Rewrite),
        TicketStanding.Rejected => TicketRequests.Retry,
        TicketStanding.Forbidden => TicketRequests.Unlink | TicketRequests.Relink,
        TicketStanding.Deleted or TicketStanding.Unlinked => TicketRequests.Recreate | TicketRequests.Relink,
        TicketStanding.Lost => TicketRequests.Recreate | TicketRequests.Relink | TicketRequests.Unlink,
        _ => TicketRequests.Nothing,
    };

    /// <summary>The tickets that findings are behind; a finding can be in one of each configuration.</summary>
    /// <param name="findings">At most 1,000.</param>
    public Task<ILookup<FindingId, TicketOfFinding>> OfFindingsAsync(IReadOnlyCollection<FindingId> findings, CancellationToken ct) =>
        links.OfFindingsAsync(findings, ct);

    /// <inheritdoc cref="LinkStore.IssuesOfFindingsAsync"/>
    public Task<IReadOnlyList<IssueOfFinding>> IssuesOfFindingsAsync(ConnectionId connection, IReadOnlyCollection<FindingId> findings, CancellationToken ct) =>
        links.IssuesOfFindingsAsync(connection, findings, ct);

    /// <inheritdoc cref="LinkStore.PutBehindAsync"/>
    public Task<IReadOnlyList<IssueOfFinding>> PutBehindAsync(ConnectionId connection, IReadOnlyCollection<FindingId> findings, CancellationToken ct) =>
        links.PutBehindAsync(connection, findings, ct);

    /// <inheritdoc cref="TicketStore.TallyAsync"/>
    public Task<TicketTally> TallyAsync(TicketConfigurationId? configuration, CancellationToken ct) => store.TallyAsync(configuration, ct);

    /// <inheritdoc cref="ListAsync(TicketConfigurationId?, TicketStanding?, string?, FindingId?, TicketPosition?, int, CancellationToken)"/>
    public Task<IReadOnlyList<Ticket>> ListAsync(TicketConfigurationId? configuration, TicketStanding? standing, TicketPosition? after, int size, CancellationToken ct) =>
        ListAsync(configuration, standing, issueKey: null, finding: null, after, size, ct);

    /// <param name="standing"><see langword="null"/> for all, but of released ones only those that none has taken the place of.</param>
    /// <param name="issueKey">As people write it; <see langword="null"/>: of any issue.</param>
    /// <param name="finding">That is behind them; <see langword="null"/>: whatever is.</param>
    /// <param name="after">The last ticket of the page before; <see langword="null"/> for the first page.</param>
    /// <param name="size">1 to 1,000.</param>
    public async Task<IReadOnlyList<Ticket>> ListAsync(
        TicketConfigurationId? configuration, TicketStanding? standing, string? issueKey, FindingId? finding, TicketPosition? after, int size, CancellationToken ct)
    {
        after ??= TicketPosition.Start;
        return await WithKeptOpenAsync(
            [.. (await store.PageAsync(configuration, standing, issueKey?.ToUpperInvariant(), finding, after.CreatedAt, after.Id, size, ct)).Select(t => t.ToTicket())], ct);
    }

    /// <summary>Whether an issue is kept open only a plan knows, which looks at the findings: the latest run told it.</summary>
    private async Task<IReadOnlyList<Ticket>> WithKeptOpenAsync(IReadOnlyList<Ticket> tickets, CancellationToken ct)
    {
        var told = new Dictionary<TicketId, string>();
        foreach (var configuration in tickets.Where(MayBeKeptOpen).Select(t => t.Configuration).Distinct())
        {
            // What is disabled has no next run, of which the last one spoke.
            if (!await configurations.IsEnabledAsync(configuration, ct) || await runs.LastAttentionAsync(configuration, ct) is not { } last)
                continue;
            foreach (var kept in last.Attention.Where(a => a.Kind == AttentionKind.KeptOpen))
            {
                foreach (var ticket in kept.Which ?? [])
                    told[ticket] = $"no open finding was behind it at the last run, and it was kept open. {kept.NextStep}";
            }
        }

        return told.Count == 0 ? tickets : [.. tickets.Select(t => MayBeKeptOpen(t) && told.TryGetValue(t.Id, out var text) ? t with { KeptOpen = text } : t)];
    }

    private static bool MayBeKeptOpen(Ticket ticket) => ticket is { Standing: TicketStanding.Created, StatusCategory: not (null or JiraStatusCategory.Done) };
}
