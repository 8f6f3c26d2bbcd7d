using System.Runtime.CompilerServices;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>Secrets in projects, where they stand, and what people said of them.</summary>
internal sealed class SecretFindingStore(Database database)
{
    /// <summary>As many ids as one statement takes.</summary>
    private const int IdBatch = 500;

    private static readonly SqlText FindingsOfSql = new(typeof(SecretFindingStore), "Place.FindingsOf");
    private static readonly SqlText DeletePlacesSql = new(typeof(SecretFindingStore), "Place.DeleteOf");
    private static readonly SqlText IssuesSql = new(typeof(SecretFindingStore), "Place.Issues");
    private static readonly SqlText KeysSql = new(typeof(SecretFindingStore), "Place.Keys");
    private static readonly SqlText IssueOfSql = new(typeof(SecretFindingStore), "Place.IssueOf");
    private static readonly SqlText ProjectsSql = new(typeof(SecretFindingStore), "Finding.Projects");
    private static readonly SqlText RenameSql = new(typeof(SecretFindingStore), "Project.Rename");
    private static readonly SqlText InsertPlaceSql = new(typeof(SecretFindingStore), "Place.Insert");
    private static readonly SqlText PlacesOfSql = new(typeof(SecretFindingStore), "Place.Of");
    private static readonly SqlText PlacesOfIssueSql = new(typeof(SecretFindingStore), "Place.OfIssue");
    private static readonly SqlText WithHistorySql = new(typeof(SecretFindingStore), "Place.WithHistory");
    private static readonly SqlText PutSql = new(typeof(SecretFindingStore), "Finding.Put");
    private static readonly SqlText GoneSql = new(typeof(SecretFindingStore), "Finding.Gone");
    private static readonly SqlText ListSql = new(typeof(SecretFindingStore), "Finding.List");
    private static readonly SqlText CountSql = new(typeof(SecretFindingStore), "Finding.Count");
    private static readonly SqlText PutReviewSql = new(typeof(SecretFindingStore), "Review.Put");
    private static readonly SqlText DeleteReviewSql = new(typeof(SecretFindingStore), "Review.Delete");
    private static readonly SqlText StreamSql = new(typeof(SecretFindingStore), "Finding.Stream");
    private static readonly SqlText ReviewsSql = new(typeof(SecretFindingStore), "Review.List");
    private static readonly SqlText DeleteReviewsSql = new(typeof(SecretFindingStore), "Review.DeleteOf");
    private static readonly SqlText GetSql = new(typeof(SecretFindingStore), "Finding.Get");
    private static readonly SqlText HashSql = new(typeof(SecretFindingStore), "Finding.Hash");
    private static readonly SqlText PutRevocationSql = new(typeof(SecretFindingStore), "Revocation.Put");
    private static readonly SqlText DeleteRevocationSql = new(typeof(SecretFindingStore), "Revocation.Delete");

    /// <summary>
    /// What issues hold now takes the place of what they held: a value that stands nowhere any more is gone, one that comes again is the same
    /// finding.
    /// </summary>
    /// <param name="silent">Rules that find nothing at the moment: what they found stands.</param>
    /// <param name="scanned">Also those that could not be read: what they held stands.</param>
    public static async Task ReplaceAsync(
        UnitOfWork work, ConnectionId connection, string projectId, string rulesVersion, string[] silent, IReadOnlyList<ScannedIssue> scanned, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var issues = scanned.Where(issue => !issue.IsUnread).ToList();
        await SecretAttachmentStore.DropAsync(work, connection, issues, ct);
        var before = new Dictionary<long, IReadOnlyList<PlaceRow>>();
        foreach (var issue in issues.Where(issue => issue.UnreadParts.Any()))
            before[issue.Id] = await work.QueryAsync<PlaceRow>(PlacesOfIssueSql, new { connection, projectId, issue = issue.Id }, ct);
        var touched = new HashSet<SecretFindingId>();
        foreach (var chunk in issues.Select(issue => issue.Id).Chunk(IdBatch))
        {
            touched.UnionWith(await work.QueryAsync<SecretFindingId>(FindingsOfSql, new { connection, issues = chunk }, ct));
            if (touched.Count > 0)
                await work.ExecuteAsync(DeletePlacesSql, new { connection, issues = chunk, silent }, ct);
        }

        var changed = touched.ToHashSet();
        var known = new Dictionary<(string Rule, string Hash), SecretFindingId>();
        foreach (var issue in issues)
        {
            var placed = new HashSet<(SecretFindingId, int, string, long, bool)>();
            foreach (var sighting in issue.Sightings.Concat(issue.Attachments.SelectMany(attachment => attachment.Sightings)))
            {
                var key = (sighting.Rule, Convert.ToHexString(sighting.ValueHash));
                if (!known.TryGetValue(key, out var finding))
                {
                    finding = await PutAsync(work, connection, projectId, sighting, clock, now, ct);
                    known.Add(key, finding);
                    touched.Remove(finding);
                    changed.Add(finding);
                }

                var place = new PlaceRow
                {
                    FindingId = finding,
                    Kind = (int)sighting.Kind,
                    PlaceId = sighting.PlaceId,
                    PlaceName = sighting.PlaceName,
                    Historical = sighting.IsHistorical,
                    Line = sighting.Line,
                    Col = sighting.Column,
                };
                placed.Add(place.Where);
                await PutPlaceAsync(work, connection, issue, place, ct);
            }

            foreach (var place in before.GetValueOrDefault(issue.Id) ?? [])
            {
                if (!placed.Contains(place.Where) && issue.UnreadParts.Any(part => part.Holds((IssueTextKind)place.Kind, place.PlaceId, place.Historical, place.Rule)))
                    await PutPlaceAsync(work, connection, issue, place, ct);
            }
        }

        await SecretAttachmentStore.PutAsync(work, connection, projectId, rulesVersion, scanned, ct);
        foreach (var chunk in touched.Chunk(IdBatch))
            await work.ExecuteAsync(GoneSql, new { findings = StoredIds.Of(work.Engine, chunk), now }, ct);
        foreach (var chunk in changed.Chunk(IdBatch))
            await ProjectReportStore.WantAsync(work, chunk, ct);
    }

    private static Task<int> PutPlaceAsync(UnitOfWork work, ConnectionId connection, ScannedIssue issue, PlaceRow place, CancellationToken ct) => work.ExecuteAsync(
        InsertPlaceSql,
        new
        {
            findingId = place.FindingId,
            connection,
            issueId = issue.Id,
            issueKey = issue.Key,
            kind = place.Kind,
            placeId = place.PlaceId,
            placeName = place.PlaceName,
            fileHash = place.FileHash,
            historical = place.Historical,
            line = place.Line,
            column = place.Col,
        },
        ct);

    /// <summary>What stood in issues that are no more, or not in their project any more, stands nowhere.</summary>
    /// <param name="issues">Their numbers.</param>
    public static async Task DropAsync(UnitOfWork work, ConnectionId connection, IReadOnlyList<long> issues, TimeProvider clock, CancellationToken ct)
    {
        await ReplaceAsync(work, connection, "", "", [], [.. issues.Select(id => new ScannedIssue(id, "", 0, 0, [], []))], clock, ct);
        await SeenIssueStore.DropAsync(work, connection, issues, ct);
        await UnsettledStore.DropAsync(work, connection, issues, ct);
    }

    /// <summary>Those of the issues in whose history something stands.</summary>
    /// <param name="issues">At most 500.</param>
    public Task<IReadOnlyList<long>> WithHistoryAsync(ConnectionId connection, long[] issues, CancellationToken ct) =>
        database.QueryAsync<long>(WithHistorySql, new { connection, issues }, ct);

    /// <summary>Numbers of the issues of a project in which something stands, or was left out.</summary>
    /// <param name="issueKey">Only of the issue that had this key then; <see langword="null"/>: of all.</param>
    public Task<IReadOnlyList<long>> IssuesAsync(ConnectionId connection, string projectId, string? issueKey, CancellationToken ct) =>
        database.QueryAsync<long>(IssuesSql, new { connection, projectId, number = issueKey is null ? null : IssueKeys.NumberOf(issueKey) }, ct);

    /// <summary>The number of an issue in which something stands.</summary>
    /// <param name="issueKey">As it is called now, or was when it was looked through.</param>
    /// <returns><see langword="null"/>: nothing is known of such an issue.</returns>
    public async Task<long?> IssueAsync(ConnectionId connection, string issueKey, CancellationToken ct)
    {
        var found = await database.QueryAsync<long>(
            IssueOfSql, new { connection, issueKey, projectKey = IssueKeys.ProjectOf(issueKey), number = IssueKeys.NumberOf(issueKey) }, ct);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Projects in which something was found, also by a first look that has not ended, or that were looked through.</summary>
    public Task<IReadOnlyList<FoundProject>> ProjectsAsync(ConnectionId connection, CancellationToken ct) => database.QueryAsync<FoundProject>(ProjectsSql, new { connection }, ct);

    /// <summary>A project that was looked through has another key by now: places in it are told by that.</summary>
    public Task RenameAsync(ConnectionId connection, string projectId, string projectKey, CancellationToken ct) =>
        database.ExecuteAsync(RenameSql, new { connection, projectId, projectKey }, ct);

    /// <summary>By which keys issues were last known in which something stands, or was left out.</summary>
    /// <param name="issues">At most 500.</param>
    public async Task<IReadOnlyDictionary<long, string>> KeysAsync(ConnectionId connection, long[] issues, CancellationToken ct) =>
        (await database.QueryAsync<KeyRow>(KeysSql, new { connection, issues }, ct)).DistinctBy(row => row.IssueId).ToDictionary(row => row.IssueId, row => row.IssueKey);

    private static async Task<SecretFindingId> PutAsync(
        UnitOfWork work, ConnectionId connection, string projectId, SecretSighting sighting, TimeProvider clock, DateTimeOffset now, CancellationToken ct) =>
        (await work.QueryAsync<SecretFindingId>(
            PutSql,
            new
            {
                id = SecretFindingId.New(clock),
                connection,
                projectId,
                rule = sighting.Rule,
                valueHash = sighting.ValueHash,
                masked = sighting.Masked,
                severity = (int)sighting.Severity,
                checkHolds = sighting.CheckHolds,
                now,
            },
            ct))[0];

    /// <summary>The worst first, then the oldest. With all their places.</summary>
    public async Task<(IReadOnlyList<SecretFinding> Findings, long Total)> ListAsync(SecretFindingQuery query, long start, int size, CancellationToken ct)
    {
        var parameters = new
        {
            connection = query.Connection,
            projectId = query.ProjectId,
            issueId = query.IssueId,
            reviewed = query.IsReviewed is { } reviewed ? reviewed ? 1 : 0 : (int?)null,
            revoked = query.IsRevoked is { } revoked ? revoked ? 1 : 0 : (int?)null,
            rule = query.Rule,
            severity = (int)query.Severity,
            start,
            size,
        };
        var total = await database.FirstAsync<long>(CountSql, parameters, ct);
        var rows = await database.QueryAsync<FindingRow>(ListSql, parameters, ct);
        var places = new List<PlaceRow>();
        foreach (var chunk in rows.Select(row => row.Id).Chunk(IdBatch))
            places.AddRange(await database.QueryAsync<PlaceRow>(PlacesOfSql, new { findings = StoredIds.Of(database.Engine, chunk) }, ct));
        var byFinding = places.ToLookup(place => place.FindingId);
        return ([.. rows.Select(row => row.ToFinding(byFinding[row.Id]))], total);
    }

    /// <summary>Also one that stands nowhere.</summary>
    public async Task<SecretFinding?> FindAsync(SecretFindingId id, CancellationToken ct)
    {
        if (await database.FirstAsync<FindingRow>(GetSql, new { id }, ct) is not { } row)
            return null;
        return row.ToFinding(await database.QueryAsync<PlaceRow>(PlacesOfSql, new { findings = StoredIds.Of(database.Engine, [id]) }, ct));
    }

    /// <summary>By which its value is known; <see langword="null"/>: there is no such secret.</summary>
    public async Task<byte[]?> ValueHashAsync(SecretFindingId id, CancellationToken ct) => (await database.FirstAsync<HashRow>(HashSql, new { id }, ct))?.ValueHash;

    /// <returns><see langword="false"/>: somebody said so before.</returns>
    public static async Task<bool> PutRevocationAsync(UnitOfWork work, SecretFindingId id, string by, DateTimeOffset now, CancellationToken ct) =>
        await work.ExecuteAsync(PutRevocationSql, new { id, by, now }, ct) == 1;

    /// <returns>Whether there was one.</returns>
    public static async Task<bool> DeleteRevocationAsync(UnitOfWork work, SecretFindingId id, CancellationToken ct) =>
        await work.ExecuteAsync(DeleteRevocationSql, new { id }, ct) == 1;

    /// <summary>In the order in which they were found, with all their places.</summary>
    public async IAsyncEnumerable<SecretFinding> StreamAsync(ConnectionId connection, string projectId, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = new SecretFindingId(Guid.Empty);
        while (true)
        {
            var rows = await database.QueryAsync<FindingRow>(StreamSql, new { connection, projectId, after, size = IdBatch }, ct);
            if (rows.Count == 0)
                yield break;
            var places = await database.QueryAsync<PlaceRow>(PlacesOfSql, new { findings = StoredIds.Of(database.Engine, [.. rows.Select(row => row.Id)]) }, ct);
            var byFinding = places.ToLookup(place => place.FindingId);
            foreach (var row in rows)
                yield return row.ToFinding(byFinding[row.Id]);
            after = rows[^1].Id;
        }
    }

    public async Task<IReadOnlyList<StoredReview>> ReviewsAsync(ConnectionId connection, string projectId, CancellationToken ct) =>
        [.. (await database.QueryAsync<ReviewRow>(ReviewsSql, new { connection, projectId }, ct)).Select(row => new StoredReview(row.Rule, row.Masked, row.ReviewedBy, row.ReviewedAt))];

    public static Task<int> PutReviewAsync(
        UnitOfWork work, ConnectionId connection, string projectId, byte[] valueHash, string rule, string masked, string by, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(PutReviewSql, new { connection, projectId, valueHash, rule, masked, by, now }, ct);

    /// <returns>Whether there was one.</returns>
    public static async Task<bool> DeleteReviewAsync(UnitOfWork work, ConnectionId connection, string projectId, byte[] valueHash, CancellationToken ct) =>
        await work.ExecuteAsync(DeleteReviewSql, new { connection, projectId, valueHash }, ct) == 1;

    /// <returns>How many there were.</returns>
    public static Task<int> DeleteReviewsAsync(UnitOfWork work, ConnectionId connection, string projectId, CancellationToken ct) =>
        work.ExecuteAsync(DeleteReviewsSql, new { connection, projectId }, ct);

    private sealed record KeyRow
    {
        public long IssueId { get; init; }

        public string IssueKey { get; init; } = "";
    }

    private sealed record HashRow
    {
        public byte[] ValueHash { get; init; } = [];
    }

    private sealed record ReviewRow
    {
        public string Rule { get; init; } = "";

        public string Masked { get; init; } = "";

        public string ReviewedBy { get; init; } = "";

        public DateTimeOffset ReviewedAt { get; init; }
    }

    private sealed record FindingRow
    {
        public SecretFindingId Id { get; init; }

        public ConnectionId ConnectionId { get; init; }

        public string ProjectId { get; init; } = "";

        public string Rule { get; init; } = "";

        public string Masked { get; init; } = "";

        public int Severity { get; init; }

        public bool? CheckHolds { get; init; }

        public DateTimeOffset FirstSeenAt { get; init; }

        public DateTimeOffset LastSeenAt { get; init; }

        public DateTimeOffset? GoneAt { get; init; }

        public string? ReviewedBy { get; init; }

        public DateTimeOffset? ReviewedAt { get; init; }

        public string? RevokedBy { get; init; }

        public DateTimeOffset? RevokedAt { get; init; }

        public SecretFinding ToFinding(IEnumerable<PlaceRow> places) => new(
            Id, ConnectionId, ProjectId, Rule, Masked, (Severity)Severity, CheckHolds, FirstSeenAt, LastSeenAt, GoneAt,
            ReviewedAt is { } at ? new SecretReview(ReviewedBy ?? "", at) : null,
            [.. places.Select(place => place.ToPlace())])
        {
            Revocation = RevokedAt is { } revokedAt ? new SecretRevocation(RevokedBy ?? "", revokedAt) : null,
        };
    }

    private sealed record PlaceRow
    {
        public SecretFindingId FindingId { get; init; }

        /// <summary>Where it was asked for.</summary>
        public string Rule { get; init; } = "";

        public long IssueId { get; init; }

        public string IssueKey { get; init; } = "";

        /// <summary>As its project is called now.</summary>
        public string? ProjectKey { get; init; }

        public int Kind { get; init; }

        public string PlaceId { get; init; } = "";

        public string PlaceName { get; init; } = "";

        public bool Historical { get; init; }

        public long Line { get; init; }

        public long Col { get; init; }

        public long FileHash => Kind == (int)IssueTextKind.Attachment ? NameHash.Of(PlaceName) : 0;

        public (SecretFindingId Finding, int Kind, string PlaceId, long FileHash, bool Historical) Where => (FindingId, Kind, PlaceId, FileHash, Historical);

        public SecretPlace ToPlace() => new(IssueKeys.In(ProjectKey, IssueKey), (IssueTextKind)Kind, PlaceId, PlaceName, Historical, Line, Col) { IssueId = IssueId };
    }
}

/// <summary>What somebody said of a value in a project.</summary>
internal sealed record StoredReview(string Rule, string Masked, string By, DateTimeOffset At);

/// <summary>A project in which something was found.</summary>
internal sealed record FoundProject
{
    public string ProjectId { get; init; } = "";

    /// <summary>As far as it is known here; empty: not at all.</summary>
    public string ProjectKey { get; init; } = "";
}

/// <param name="ProjectId"><see langword="null"/>: of all projects.</param>
/// <param name="IssueId">Its number, which stays when it is called otherwise; <see langword="null"/>: wherever they stand.</param>
/// <param name="IsReviewed"><see langword="null"/>: both.</param>
/// <param name="IsRevoked"><see langword="null"/>: both.</param>
/// <param name="Rule">By id; <see langword="null"/>: whichever found it.</param>
/// <param name="Severity">This one and worse.</param>
internal sealed record SecretFindingQuery(ConnectionId Connection, string? ProjectId, long? IssueId, bool? IsReviewed, bool? IsRevoked = null, string? Rule = null, Severity Severity = Severity.Unknown);
