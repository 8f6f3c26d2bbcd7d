using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>
/// What could not be read when its issue was, and may be another time: a search for what changed does not bring such an issue again. Each place is tried after
/// a pause that grows, so that what is forbidden for good costs little.
/// </summary>
internal sealed class UnsettledStore(Database database)
{
    /// <summary>Of issues that one crawl reads again for this; the next one reads the others.</summary>
    private const int MaxDue = 10_000;

    private const int IdBatch = 500;

    /// <summary>Before the first time that it is tried again; four times as long before each one after that.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(7);

    private static readonly SqlText OfSql = new(typeof(UnsettledStore), "Unsettled.Of");
    private static readonly SqlText PutSql = new(typeof(UnsettledStore), "Unsettled.Put");
    private static readonly SqlText DeleteSql = new(typeof(UnsettledStore), "Unsettled.Delete");
    private static readonly SqlText DropSql = new(typeof(UnsettledStore), "Unsettled.DropOf");
    private static readonly SqlText PutOffSql = new(typeof(UnsettledStore), "Unsettled.PutOff");
    private static readonly SqlText DueSql = new(typeof(UnsettledStore), "Unsettled.Due");
    private static readonly SqlText RestingSql = new(typeof(UnsettledStore), "Unsettled.Resting");
    private static readonly SqlText ProjectsSql = new(typeof(UnsettledStore), "Unsettled.Projects");

    /// <param name="tries">How often it was tried in vain; at least 1.</param>
    public static TimeSpan PauseAfter(int tries) =>
        tries > 6 ? LongestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << (2 * (tries - 1))));

    /// <summary>Numbers of issues that are to be read again, those first that are due the longest.</summary>
    /// <param name="readsPdf">Whether the program that reads PDF is there.</param>
    public Task<IReadOnlyList<long>> DueAsync(ConnectionId connection, string projectId, bool readsPdf, DateTimeOffset now, CancellationToken ct) =>
        database.QueryAsync<long>(DueSql, new { connection, projectId, now, readsPdf = readsPdf ? 1 : 0, most = MaxDue }, ct);

    /// <summary>Numbers of issues that could not be read at all, and whose time to be read again has not come.</summary>
    public Task<IReadOnlyList<long>> RestingAsync(ConnectionId connection, string projectId, DateTimeOffset now, CancellationToken ct) =>
        database.QueryAsync<long>(RestingSql, new { connection, projectId, now }, ct);

    /// <summary>Ids of the projects that have such issues.</summary>
    /// <inheritdoc cref="DueAsync"/>
    public async Task<IReadOnlySet<string>> ProjectsAsync(ConnectionId connection, bool readsPdf, DateTimeOffset now, CancellationToken ct) =>
        (await database.QueryAsync<string>(ProjectsSql, new { connection, now, readsPdf = readsPdf ? 1 : 0 }, ct)).ToHashSet(StringComparer.Ordinal);

    /// <summary>After a look through some issues: what of them could not be read is due later, all else is settled.</summary>
    public static async Task PutAsync(UnitOfWork work, ConnectionId connection, string projectId, IReadOnlyList<ScannedIssue> scanned, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var chunk in scanned.Chunk(IdBatch))
        {
            var known = (await work.QueryAsync<Row>(OfSql, new { connection, issues = chunk.Select(issue => issue.Id).ToArray() }, ct)).ToLookup(row => row.IssueId);
            foreach (var issue in chunk)
            {
                var open = issue.Unsettled.ToList();
                // Of an issue that was not read its attachments were not tried.
                var settled = issue.IsUnread ? [] : known[issue.Id].Select(row => row.PlaceId).Except(open.Select(place => place.PlaceId)).ToList();
                foreach (var places in settled.Chunk(IdBatch))
                    await work.ExecuteAsync(DeleteSql, new { connection, issue = issue.Id, places }, ct);
                foreach (var (placeId, waitsForPdf) in open)
                {
                    // One that was tried before its time, because the issue changed, is as it was.
                    var (tries, dueAt) = known[issue.Id].FirstOrDefault(row => row.PlaceId == placeId) is not { } row ? (1, now + PauseAfter(1))
                        : row.DueAt > now ? (row.Tries, row.DueAt)
                        : (row.Tries + 1, now + PauseAfter(row.Tries + 1));
                    await work.ExecuteAsync(PutSql, new { connection, issue = issue.Id, placeId, projectId, waitsForPdf, tries, dueAt }, ct);
                }
            }
        }
    }

    /// <summary>Of issues that are there, and that Jira does not show at all now.</summary>
    public static async Task PutOffAsync(UnitOfWork work, ConnectionId connection, IReadOnlyList<long> issues, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var chunk in issues.Chunk(IdBatch))
        {
            foreach (var row in await work.QueryAsync<Row>(OfSql, new { connection, issues = chunk }, ct))
            {
                if (row.DueAt <= now)
                    await work.ExecuteAsync(PutOffSql, new { connection, issue = row.IssueId, placeId = row.PlaceId, tries = row.Tries + 1, dueAt = now + PauseAfter(row.Tries + 1) }, ct);
            }
        }
    }

    public static async Task DropAsync(UnitOfWork work, ConnectionId connection, IReadOnlyList<long> issues, CancellationToken ct)
    {
        foreach (var chunk in issues.Chunk(IdBatch))
            await work.ExecuteAsync(DropSql, new { connection, issues = chunk }, ct);
    }

    private sealed record Row
    {
        public long IssueId { get; init; }

        public string PlaceId { get; init; } = "";

        public int Tries { get; init; }

        public DateTimeOffset DueAt { get; init; }
    }
}
