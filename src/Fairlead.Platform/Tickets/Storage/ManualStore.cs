using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>What people wrote for tickets that they asked for, and which findings they put behind them.</summary>
internal sealed class ManualStore(Database database)
{
    private static readonly SqlText InsertSql = new(typeof(ManualStore), "Manual.Insert");
    private static readonly SqlText OfGroupsSql = new(typeof(ManualStore), "Manual.OfGroups");
    private static readonly SqlText PinSql = new(typeof(ManualStore), "Pin.Insert");
    private static readonly SqlText UnpinSql = new(typeof(ManualStore), "Pin.Delete");
    private static readonly SqlText ReleaseSql = new(typeof(ManualStore), "Pin.Release");
    private static readonly SqlText AdmitSql = new(typeof(ManualStore), "Pin.Admit");
    private static readonly SqlText PinsSql = new(typeof(ManualStore), "Pin.OfConfiguration");

    /// <param name="before">The groups in which findings are that may leave them.</param>
    /// <returns><see langword="false"/> when one of the findings is in another group meanwhile: nothing may be kept then.</returns>
    public static async Task<bool> InsertAsync(
        UnitOfWork work,
        TicketConfigurationId configuration,
        string groupKey,
        OwnWords words,
        IReadOnlyCollection<FindingId> findings,
        IReadOnlyDictionary<FindingId, UInt128?> before,
        CancellationToken ct)
    {
        await work.ExecuteAsync(
            InsertSql,
            new
            {
                configuration,
                groupKey,
                summary = words.Summary,
                description = words.Description,
                priorityId = words.Priority?.Id,
                priority = words.Priority?.Name,
                assigneeId = words.AssigneeId,
            },
            ct);
        return await PinAsync(work, configuration, groupKey, findings, before, ct);
    }

    /// <summary>Puts findings in a group that a person made.</summary>
    /// <inheritdoc cref="InsertAsync"/>
    public static async Task<bool> PinAsync(
        UnitOfWork work,
        TicketConfigurationId configuration,
        string groupKey,
        IReadOnlyCollection<FindingId> findings,
        IReadOnlyDictionary<FindingId, UInt128?> before,
        CancellationToken ct)
    {
        foreach (var finding in findings)
        {
            var left = before.GetValueOrDefault(finding) is { } key ? GroupKeys.TextOf(key) : null;
            if (await work.ExecuteAsync(PinSql, new { configuration, finding, groupKey, before = left }, ct) != 1)
                return false;
        }

        return true;
    }

    /// <returns>1, or 0 when it is not in the group.</returns>
    public static async Task<int> UnpinAsync(UnitOfWork work, TicketConfigurationId configuration, FindingId finding, string groupKey, CancellationToken ct) =>
        await work.ExecuteAsync(ReleaseSql, new { configuration, finding, groupKey }, ct) + await work.ExecuteAsync(UnpinSql, new { configuration, finding, groupKey }, ct);

    /// <summary>By the group's key; only groups that a person made are in it.</summary>
    public async Task<IReadOnlyDictionary<string, OwnWords>> WordsAsync(
        TicketConfigurationId configuration, IEnumerable<string> groupKeys, CancellationToken ct)
    {
        var words = new Dictionary<string, OwnWords>();
        foreach (var keys in groupKeys.Distinct().Chunk(TicketStore.IdBatch))
        {
            foreach (var row in await database.QueryAsync<ManualRow>(OfGroupsSql, new { configuration, keys }, ct))
                words[row.GroupKey] = row.ToWords();
        }

        return words;
    }

    public static Task AdmitAsync(UnitOfWork work, TicketConfigurationId configuration, FindingId finding, CancellationToken ct) =>
        work.ExecuteAsync(AdmitSql, new { configuration, finding }, ct);

    /// <summary>The groups of findings that are in whatever the filter says; <see langword="null"/> where they are grouped like others.</summary>
    public async Task<IReadOnlyDictionary<FindingId, UInt128?>> PinsAsync(TicketConfigurationId configuration, CancellationToken ct) =>
        (await database.QueryAsync<PinRow>(PinsSql, new { configuration }, ct)).ToDictionary(p => p.FindingId, p => p.GroupKey is { } key ? GroupKeys.Parse(key) : (UInt128?)null);

    private sealed class PinRow
    {
        public FindingId FindingId { get; init; }

        public string? GroupKey { get; init; }
    }

    private sealed class ManualRow
    {
        public string GroupKey { get; init; } = "";

        public string? Summary { get; init; }

        public string? Description { get; init; }

        public string? PriorityId { get; init; }

        public string? Priority { get; init; }

        public string? AssigneeId { get; init; }

        public OwnWords ToWords() => new(
            Summary, Description, PriorityId is { } id ? new JiraName(id, Priority ?? id) : null, AssigneeId);
    }
}
