using System.Text.Json;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecurityInformation.Merging;
using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation.Storage;

/// <summary>An issue that is to be linked to a vulnerability's finding, or parted from it.</summary>
internal sealed record DueAssociation
{
    public long ProviderNo { get; init; }

    public string Name { get; init; } = "";

    public string? Scanner { get; init; }

    public string VulnerabilityId { get; init; } = "";

    /// <summary>Id, or key as Jira writes it: in capitals, however it was told.</summary>
    public string Issue { get; init; } = "";

    public bool Wanted { get; init; }

    public TicketId? TicketId { get; init; }

    /// <summary>The connection on which it was being linked, and nothing was written of what came of it; <see langword="null"/>: it was not.</summary>
    public ConnectionId? LinkingOn { get; init; }

    /// <summary>How often in a row it could not be done.</summary>
    public int Tries { get; init; }

    /// <summary><see langword="null"/>: the vulnerability is gone.</summary>
    public string? ContainerId { get; init; }

    public string ProviderKey { get; init; } = "";

    /// <summary>JSON, of the vulnerability; <see langword="null"/>: it is gone.</summary>
    public string? Associations { get; init; }

    /// <inheritdoc cref="StoredVulnerability.TakenBack"/>
    public string? TakenBack { get; init; }

    /// <summary>
    /// What it may be that is taken back: it is not associated by this name. Empty: it is taken back by the name that it was added by, or concerns nothing any more.
    /// </summary>
    public IReadOnlyList<string> MayBe => Wanted || Associations is null ? [] : TakeBacks.ConcernedBy(Issue, TakeBacks.Parse(TakenBack), JsonSerializer.Deserialize<string[]>(Associations)!);
}

/// <summary>What a vulnerability is associated with, as it was told last.</summary>
internal sealed record ToldAssociations
{
    public string VulnerabilityId { get; init; } = "";

    /// <summary>JSON list of keys and ids of issues.</summary>
    public string Associations { get; init; } = "[]";

    /// <inheritdoc cref="StoredVulnerability.TakenBack"/>
    public string? TakenBack { get; init; }

    public IReadOnlyList<string> Issues => JsonSerializer.Deserialize<string[]>(Associations)!;

    /// <summary>Names, in capitals, by which something was taken back, and of which it is not known yet what they are.</summary>
    public IReadOnlyList<string> OtherNames => [.. TakeBacks.NamesIn(TakeBacks.Parse(TakenBack))];
}

/// <summary>An association that no ticket has.</summary>
internal sealed record FailedAssociation
{
    public long ProviderNo { get; init; }

    public string Name { get; init; } = "";

    public string VulnerabilityId { get; init; } = "";

    public string Issue { get; init; } = "";

    public string Problem { get; init; } = "";

    /// <summary>How many the provider has in all.</summary>
    public long Failed { get; init; }
}

/// <summary>One of them, as it is listed.</summary>
internal sealed record ListedAssociation
{
    public string Provider { get; init; } = "";

    public long ProviderNo { get; init; }

    public string VulnerabilityId { get; init; } = "";

    public string Issue { get; init; } = "";

    public bool Wanted { get; init; }

    public string Problem { get; init; } = "";

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? TriedAt { get; init; }
}

/// <summary>The place of one in the list.</summary>
internal sealed record AssociationPosition(string Provider, long ProviderNo, string Vulnerability, string Issue)
{
    public static AssociationPosition Start { get; } = new("", 0, "", "");
}

/// <summary>Which issues providers associated with vulnerabilities, and what came of it.</summary>
internal sealed class AssociationStore(Database database)
{
    private static readonly SqlText ToldSql = new(typeof(AssociationStore), "Association.Told");
    private static readonly SqlText KnownSql = new(typeof(AssociationStore), "Association.Known");
    private static readonly SqlText WantSql = new(typeof(AssociationStore), "Association.Want");
    private static readonly SqlText WaitingSql = new(typeof(AssociationStore), "Association.Waiting");
    private static readonly SqlText DueSql = new(typeof(AssociationStore), "Association.Due");
    private static readonly SqlText SetSql = new(typeof(AssociationStore), "Association.Set");
    private static readonly SqlText LinkingSql = new(typeof(AssociationStore), "Association.Linking");
    private static readonly SqlText LinkedOnesSql = new(typeof(AssociationStore), "Association.LinkedOnes");
    private static readonly SqlText LinkedSql = new(typeof(AssociationStore), "Association.Linked");
    private static readonly SqlText TakeBackSql = new(typeof(AssociationStore), "Association.TakeBack");
    private static readonly SqlText WakeSql = new(typeof(AssociationStore), "Association.Wake");
    private static readonly SqlText WakeAllSql = new(typeof(AssociationStore), "Association.WakeAll");
    private static readonly SqlText DeleteSql = new(typeof(AssociationStore), "Association.Delete");
    private static readonly SqlText ListSql = new(typeof(AssociationStore), "Association.List");
    private static readonly SqlText CountSql = new(typeof(AssociationStore), "Association.Count");
    private static readonly SqlText FailedSql = new(typeof(AssociationStore), "Association.Failed");

    /// <summary>The vulnerabilities of a report that have associations, or had some; a read connection is held meanwhile.</summary>
    public IAsyncEnumerable<ToldAssociations> ToldAsync(DueReport report, long upto, CancellationToken ct) =>
        database.StreamAsync<ToldAssociations>(ToldSql, new { no = report.No, reported = report.Reported, upto }, ct);

    /// <summary>What vulnerabilities of a report are associated with from now on is due.</summary>
    /// <param name="told">Each with all its issues.</param>
    public static async Task NoteAsync(UnitOfWork work, DueReport report, IReadOnlyCollection<ToldAssociations> told, DateTimeOffset now, CancellationToken ct)
    {
        var wanted = told.ToDictionary(t => t.VulnerabilityId, t => t.Issues.Select(issue => issue.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var known = await work.QueryAsync<DueAssociation>(KnownSql, new { no = report.No, ids = wanted.Keys.ToArray() }, ct);
        // By these names something is taken back, and nothing is associated by them.
        var others = told.SelectMany(t => t.OtherNames.Select(issue => (t.VulnerabilityId, Issue: issue))).ToHashSet();
        var left = known.Where(k => !wanted[k.VulnerabilityId].Contains(k.Issue) && !others.Contains((k.VulnerabilityId, k.Issue)));
        var rows = wanted.SelectMany(w => w.Value.Select(issue => new { no = report.No, vulnerabilityId = w.Key, issue, wanted = 1, anew = 0, now }))
            .Concat(others.Select(o => new { no = report.No, vulnerabilityId = o.VulnerabilityId, issue = o.Issue, wanted = 0, anew = 0, now }))
            .Concat(left.Select(k => new { no = report.No, vulnerabilityId = k.VulnerabilityId, issue = k.Issue, wanted = 0, anew = k is { Wanted: false, TicketId: null, LinkingOn: null } ? 1 : 0, now }))
            .ToList();
        if (rows.Count > 0)
            await work.ExecuteAsync(WantSql, rows, ct);
    }

    /// <summary>What vulnerabilities of a provider are associated with, done or not.</summary>
    /// <param name="provider">By its number.</param>
    /// <param name="ids">Of the vulnerabilities.</param>
    public async Task<IReadOnlyList<DueAssociation>> WantedAsync(long provider, string[] ids, CancellationToken ct) =>
        [.. (await database.QueryAsync<DueAssociation>(KnownSql, new { no = provider, ids }, ct)).Where(a => a.Wanted)];

    /// <summary>What vulnerabilities of a provider are associated with and a ticket has.</summary>
    /// <param name="provider">By its key.</param>
    public Task<IReadOnlyList<DueAssociation>> LinkedOnesAsync(string provider, string[] ids, CancellationToken ct) =>
        database.QueryAsync<DueAssociation>(LinkedOnesSql, new { provider, ids }, ct);

    /// <summary>Providers of which something is due.</summary>
    public Task<IReadOnlyList<long>> WaitingAsync(DateTimeOffset now, CancellationToken ct) => database.QueryAsync<long>(WaitingSql, new { now }, ct);

    /// <param name="provider">By its number.</param>
    public Task<IReadOnlyList<DueAssociation>> DueAsync(long provider, DateTimeOffset now, int limit, CancellationToken ct) =>
        database.QueryAsync<DueAssociation>(DueSql, new { no = provider, now, limit }, ct);

    /// <summary>What waits for something that changed is due.</summary>
    /// <param name="all">Whatever it waits for; else only what waits for a ticket, or for an issue that became a ticket's.</param>
    public Task WakeAsync(bool all, DateTimeOffset now, CancellationToken ct) => database.ExecuteAsync(all ? WakeAllSql : WakeSql, new { now }, ct);

    /// <summary>Associations of a vulnerability are to be parted, whatever the provider is told to have said.</summary>
    public static async Task TakeBackAsync(UnitOfWork work, long providerNo, string vulnerabilityId, IReadOnlyCollection<string> issues, DateTimeOffset now, CancellationToken ct)
    {
        if (issues.Count > 0)
            await work.ExecuteAsync(TakeBackSql, new { providerNo, vulnerabilityId, issues = issues.Select(i => i.ToUpperInvariant()).ToArray(), now }, ct);
    }

    /// <param name="ticket">That links the two; <see langword="null"/>: the one before, or none.</param>
    /// <param name="problem"><see langword="null"/>: nothing is in the way.</param>
    /// <param name="due">When it is tried again; <see langword="null"/>: not before the provider says something.</param>
    /// <param name="tries">How often in a row it could not be done.</param>
    /// <param name="heldBy">The ticket that stands in the way; <see langword="null"/>: none.</param>
    public Task SetAsync(DueAssociation association, TicketId? ticket, string? problem, DateTimeOffset? due, int tries, TicketId? heldBy, DateTimeOffset now, CancellationToken ct) =>
        database.ExecuteAsync(
            SetSql,
            new
            {
                providerNo = association.ProviderNo,
                vulnerabilityId = association.VulnerabilityId,
                issue = association.Issue,
                wanted = association.Wanted ? 1 : 0,
                ticket,
                problem,
                due,
                tries,
                heldBy,
                now,
            },
            ct);

    /// <summary>It is about to be linked: whoever takes it back meanwhile knows that there may be a link.</summary>
    /// <returns><see langword="false"/>: it is not wanted any more.</returns>
    public async Task<bool> LinkingAsync(DueAssociation association, ConnectionId connection, CancellationToken ct) =>
        await database.ExecuteAsync(
            LinkingSql, new { providerNo = association.ProviderNo, vulnerabilityId = association.VulnerabilityId, issue = association.Issue, connection }, ct) > 0;

    /// <summary>A ticket links the two, whatever the provider says meanwhile.</summary>
    public Task LinkedAsync(DueAssociation association, TicketId ticket, CancellationToken ct) => database.ExecuteAsync(
        LinkedSql, new { providerNo = association.ProviderNo, vulnerabilityId = association.VulnerabilityId, issue = association.Issue, ticket }, ct);

    /// <summary>Nothing happens when the provider wants something else meanwhile.</summary>
    public Task DeleteAsync(DueAssociation association, CancellationToken ct) => database.ExecuteAsync(
        DeleteSql,
        new { providerNo = association.ProviderNo, vulnerabilityId = association.VulnerabilityId, issue = association.Issue, wanted = association.Wanted ? 1 : 0 },
        ct);

    /// <summary>Those that could not be followed, by provider.</summary>
    public Task<IReadOnlyList<ListedAssociation>> ListFailedAsync(AssociationPosition after, int limit, CancellationToken ct) => database.QueryAsync<ListedAssociation>(
        ListSql, new { after.Provider, after.ProviderNo, after.Vulnerability, after.Issue, limit }, ct);

    /// <summary>How many could not be followed.</summary>
    public Task<long> CountFailedAsync(CancellationToken ct) => database.FirstAsync<long>(CountSql, null, ct);

    /// <param name="most">Of each provider.</param>
    public Task<IReadOnlyList<FailedAssociation>> FailedAsync(int most, CancellationToken ct) => database.QueryAsync<FailedAssociation>(FailedSql, new { most }, ct);
}
