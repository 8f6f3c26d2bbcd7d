using System.Runtime.InteropServices;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>All findings behind a ticket.</summary>
internal sealed record TicketMembers(TicketId Ticket, IReadOnlyCollection<FindingId> Findings);

/// <summary>
/// Which findings are behind which tickets. Writes belong to the transaction that writes the ticket: <see cref="IntentStore"/> and
/// <see cref="IssueStore"/> make them.
/// </summary>
internal sealed class LinkStore(Database database)
{
    /// <summary>As many links as one statement writes.</summary>
    private const int WriteBatch = 5_000;

    private static readonly SqlText OfTicketsSql = new(typeof(LinkStore), "Link.OfTickets");
    private static readonly SqlText OfFindingsSql = new(typeof(LinkStore), "Link.OfFindings");
    private static readonly SqlText IssuesOfFindingsSql = new(typeof(LinkStore), "Link.IssuesOfFindings");
    private static readonly SqlText PutBehindSql = new(typeof(LinkStore), "Pin.IssuesOfFindings");
    private static readonly SqlText AddSql = new(typeof(LinkStore), "Link.Add");
    private static readonly SqlText RemoveSql = new(typeof(LinkStore), "Link.Remove");
    private static readonly SqlText AddPinnedSql = new(typeof(LinkStore), "Link.AddPinned");
    private static readonly SqlText RecountSql = new(typeof(LinkStore), "Ticket.Recount");

    /// <param name="tickets">Ones that have no link yet.</param>
    public static Task AddAsync(UnitOfWork work, IEnumerable<TicketMembers> tickets, CancellationToken ct) =>
        WriteAsync(work, AddSql, tickets.SelectMany(Link.Of), ct);

    /// <summary>Writes what changed only.</summary>
    public static async Task ReplaceAsync(UnitOfWork work, IEnumerable<TicketMembers> tickets, CancellationToken ct)
    {
        foreach (var chunk in tickets.Chunk(TicketStore.IdBatch))
        {
            var before = (await OfTicketsAsync(work, [.. chunk.Select(t => t.Ticket)], ct)).ToHashSet();
            var after = chunk.SelectMany(Link.Of).ToHashSet();
            await WriteAsync(work, RemoveSql, before.Where(l => !after.Contains(l)), ct);
            await WriteAsync(work, AddSql, after.Where(l => !before.Contains(l)), ct);
        }
    }

    /// <summary>Puts findings behind a ticket beside those that are. The next run finds that its issue does not tell of them yet.</summary>
    public static async Task JoinAsync(UnitOfWork work, TicketId ticket, IReadOnlyCollection<FindingId> findings, DateTimeOffset now, CancellationToken ct)
    {
        // First, so that a run that writes the ticket at the same time comes before, or after.
        await work.ExecuteAsync(RecountSql, new { ticket, now }, ct);
        var before = await OfTicketAsync(work, ticket, ct);
        await WriteAsync(work, AddSql, Link.Of(new(ticket, [.. findings.Except(before)])), ct);
        await work.ExecuteAsync(RecountSql, new { ticket, now }, ct);
    }

    /// <summary>Puts findings behind a ticket that a person put there while others were counted as all that are; not behind one whose issue is done.</summary>
    public static async Task JoinPinnedAsync(UnitOfWork work, TicketId ticket, DateTimeOffset now, CancellationToken ct)
    {
        if (await work.ExecuteAsync(AddPinnedSql, new { ticket, done = (int)JiraStatusCategory.Done }, ct) > 0)
            await work.ExecuteAsync(RecountSql, new { ticket, now }, ct);
    }

    /// <summary>Takes findings from behind a ticket.</summary>
    /// <returns>How many were.</returns>
    public static async Task<int> LeaveAsync(UnitOfWork work, TicketId ticket, IReadOnlyCollection<FindingId> findings, DateTimeOffset now, CancellationToken ct)
    {
        await work.ExecuteAsync(RecountSql, new { ticket, now }, ct);
        List<FindingId> leaving = [.. (await OfTicketAsync(work, ticket, ct)).Intersect(findings)];
        await WriteAsync(work, RemoveSql, Link.Of(new(ticket, leaving)), ct);
        await work.ExecuteAsync(RecountSql, new { ticket, now }, ct);
        return leaving.Count;
    }

    /// <summary>In the order of their ids, as this transaction sees them.</summary>
    public static async Task<IReadOnlyList<FindingId>> OfTicketAsync(UnitOfWork work, TicketId ticket, CancellationToken ct) =>
        [.. (await OfTicketsAsync(work, [ticket], ct)).Select(l => l.FindingId)];

    /// <summary>In the order of their ids.</summary>
    public async Task<ILookup<TicketId, FindingId>> OfTicketsAsync(IReadOnlyCollection<TicketId> tickets, CancellationToken ct)
    {
        var links = new List<Link>();
        foreach (var chunk in tickets.Chunk(TicketStore.IdBatch))
            links.AddRange(await database.QueryAsync<Link>(OfTicketsSql, new { ids = StoredIds.Of(database.Engine, chunk) }, ct));
        return links.ToLookup(l => l.TicketId, l => l.FindingId);
    }

    /// <summary>The tickets that findings are behind, oldest first; a finding can be in one of each configuration.</summary>
    /// <param name="findings">At most 1,000.</param>
    public async Task<ILookup<FindingId, TicketOfFinding>> OfFindingsAsync(IReadOnlyCollection<FindingId> findings, CancellationToken ct)
    {
        if (findings.Count == 0)
            return Array.Empty<TicketOfFinding>().ToLookup(_ => default(FindingId));
        var rows = await database.QueryAsync<OfFindingRow>(OfFindingsSql, new { ids = StoredIds.Of(database.Engine, findings) }, ct);
        return rows.ToLookup(
            r => r.FindingId,
            r => new TicketOfFinding(r.Id, r.Presence is null or IssuePresence.Present or IssuePresence.Forbidden ? r.IssueKey : null));
    }

    /// <summary>The issues of one connection that findings are behind, as far as they are there.</summary>
    /// <param name="findings">At most 1,000.</param>
    public async Task<IReadOnlyList<IssueOfFinding>> IssuesOfFindingsAsync(ConnectionId connection, IReadOnlyCollection<FindingId> findings, CancellationToken ct) =>
        findings.Count == 0 ? [] : await database.QueryAsync<IssueOfFinding>(
            IssuesOfFindingsSql,
            new { connection, ids = StoredIds.Of(database.Engine, findings), present = new[] { (int)IssuePresence.Present, (int)IssuePresence.Forbidden } }, ct);

    /// <summary>
    /// The issues of one connection behind which somebody put findings, as far as they are there: a finding that was put behind one that is done is behind it only once the next run
    /// opens it.
    /// </summary>
    /// <param name="findings">At most 1,000.</param>
    public async Task<IReadOnlyList<IssueOfFinding>> PutBehindAsync(ConnectionId connection, IReadOnlyCollection<FindingId> findings, CancellationToken ct) =>
        findings.Count == 0 ? [] : await database.QueryAsync<IssueOfFinding>(
            PutBehindSql,
            new { connection, ids = StoredIds.Of(database.Engine, findings), present = new[] { (int)IssuePresence.Present, (int)IssuePresence.Forbidden } }, ct);

    private static Task<IReadOnlyList<Link>> OfTicketsAsync(UnitOfWork work, TicketId[] tickets, CancellationToken ct) =>
        work.QueryAsync<Link>(OfTicketsSql, new { ids = StoredIds.Of(work.Engine, tickets) }, ct);

    private static async Task WriteAsync(UnitOfWork work, SqlText sql, IEnumerable<Link> links, CancellationToken ct)
    {
        foreach (var batch in links.Chunk(WriteBatch))
            await work.ExecuteAsync(sql, new { links = TicketRow.JsonOf(batch.Select(l => new[] { l.TicketId.Value, l.FindingId.Value })) }, ct);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Link
    {
        public TicketId TicketId { get; init; }

        public FindingId FindingId { get; init; }

        public static IEnumerable<Link> Of(TicketMembers members) =>
            members.Findings.Select(f => new Link { TicketId = members.Ticket, FindingId = f });
    }

    private sealed class OfFindingRow
    {
        public FindingId FindingId { get; init; }

        public TicketId Id { get; init; }

        public string? IssueKey { get; init; }

        public IssuePresence? Presence { get; init; }
    }
}
