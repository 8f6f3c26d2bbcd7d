using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>Attachments whose contents were looked through, and what was not.</summary>
internal sealed class SecretAttachmentStore(Database database)
{
    /// <summary>Of one issue. Who has an archive with ten thousand locked files in it need not read all their names.</summary>
    private const int MaxListed = 200;

    private const int IdBatch = 500;

    private static readonly SqlText KnownSql = new(typeof(SecretAttachmentStore), "Attachment.Known");
    private static readonly SqlText DropSql = new(typeof(SecretAttachmentStore), "Attachment.Drop");
    private static readonly SqlText PutSql = new(typeof(SecretAttachmentStore), "Attachment.Put");
    private static readonly SqlText ClearSkippedSql = new(typeof(SecretAttachmentStore), "Skipped.DeleteOf");
    private static readonly SqlText PutSkippedSql = new(typeof(SecretAttachmentStore), "Skipped.Put");
    private static readonly SqlText ListSkippedSql = new(typeof(SecretAttachmentStore), "Skipped.List");
    private static readonly SqlText CountSkippedSql = new(typeof(SecretAttachmentStore), "Skipped.Count");

    /// <param name="issues">At most 500.</param>
    /// <returns>By the number of the issue.</returns>
    public async Task<ILookup<long, KnownAttachment>> KnownAsync(ConnectionId connection, long[] issues, CancellationToken ct) =>
        (await database.QueryAsync<KnownAttachment>(KnownSql, new { connection, issues }, ct)).ToLookup(row => row.IssueId);

    /// <summary>Forgets those that are no longer as they were, and notes what was looked through now. The places that depend on it are the caller's to remove, between the two.</summary>
    public static async Task DropAsync(UnitOfWork work, ConnectionId connection, IReadOnlyList<ScannedIssue> issues, CancellationToken ct)
    {
        foreach (var chunk in issues.Chunk(IdBatch))
        {
            var byIssue = (await work.QueryAsync<KnownAttachment>(KnownSql, new { connection, issues = chunk.Select(issue => issue.Id).ToArray() }, ct)).ToLookup(row => row.IssueId);
            foreach (var issue in chunk)
            {
                foreach (var dropped in byIssue[issue.Id].Select(row => row.AttachmentId).Except(issue.Kept).Except(issue.Attachments.Where(read => read.IsUnread).Select(read => read.Id)).Chunk(IdBatch))
                    await work.ExecuteAsync(DropSql, new { connection, issue = issue.Id, dropped }, ct);
            }

            await work.ExecuteAsync(ClearSkippedSql, new { connection, issues = chunk.Select(issue => issue.Id).ToArray() }, ct);
        }
    }

    /// <param name="rulesVersion">Under which the contents were looked through.</param>
    public static async Task PutAsync(UnitOfWork work, ConnectionId connection, string projectId, string rulesVersion, IReadOnlyList<ScannedIssue> issues, CancellationToken ct)
    {
        foreach (var issue in issues)
        {
            foreach (var settled in issue.Attachments.Where(attachment => attachment.IsSettled))
                await work.ExecuteAsync(PutSql, new { connection, issueId = issue.Id, attachmentId = settled.Id, projectId, issueKey = issue.Key, rulesVersion }, ct);

            var skipped = issue.Attachments.SelectMany(attachment => attachment.Skipped).Concat(issue.Skipped).Where(place => place.Cause != SkipCause.NoText);
            foreach (var place in skipped.Take(MaxListed))
            {
                await work.ExecuteAsync(
                    PutSkippedSql,
                    new
                    {
                        connection,
                        projectId,
                        issueId = issue.Id,
                        issueKey = issue.Key,
                        placeId = place.PlaceId,
                        placeName = place.PlaceName,
                        nameHash = NameHash.Of(place.PlaceName),
                        cause = (int)place.Cause,
                    },
                    ct);
            }
        }
    }

    /// <param name="projectId"><see langword="null"/>: of all projects.</param>
    public async Task<(IReadOnlyList<SkippedText> Skipped, long Total)> ListSkippedAsync(ConnectionId connection, string? projectId, long start, int size, CancellationToken ct)
    {
        var parameters = new { connection, projectId, start, size };
        var total = await database.FirstAsync<long>(CountSkippedSql, parameters, ct);
        var rows = await database.QueryAsync<SkippedRow>(ListSkippedSql, parameters, ct);
        return ([.. rows.Select(row => new SkippedText(IssueKeys.In(row.ProjectKey, row.IssueKey), row.PlaceId, row.PlaceName, (SkipCause)row.Cause))], total);
    }

    private sealed record SkippedRow
    {
        public string IssueKey { get; init; } = "";

        public string? ProjectKey { get; init; }

        public string PlaceId { get; init; } = "";

        public string PlaceName { get; init; } = "";

        public int Cause { get; init; }
    }
}

/// <summary>An attachment whose content was looked through.</summary>
internal sealed record KnownAttachment
{
    public long IssueId { get; init; }

    public string AttachmentId { get; init; } = "";

    public string ProjectId { get; init; } = "";

    public string IssueKey { get; init; } = "";

    public string RulesVersion { get; init; } = "";
}
