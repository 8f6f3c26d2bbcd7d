using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>
/// As of which change each issue was looked through, as Jira told it. So what changed since is known whatever its clock says, and however late its search tells of a change.
/// </summary>
internal sealed class SeenIssueStore(Database database)
{
    private const int IdBatch = 500;

    private static readonly SqlText PutSql = new(typeof(SeenIssueStore), "SeenIssue.Put");
    private static readonly SqlText OfSql = new(typeof(SeenIssueStore), "SeenIssue.Of");
    private static readonly SqlText OfProjectSql = new(typeof(SeenIssueStore), "SeenIssue.OfProject");
    private static readonly SqlText DropSql = new(typeof(SeenIssueStore), "SeenIssue.Drop");

    /// <param name="scanned">Also those that could not be read: <see cref="UnsettledStore"/> knows when to ask again.</param>
    /// <returns>Without those of which another scan has seen a later change, while these were on their way: what was read of them is past.</returns>
    public static async Task<List<ScannedIssue>> PutAsync(UnitOfWork work, ConnectionId connection, string projectId, IReadOnlyList<ScannedIssue> scanned, CancellationToken ct)
    {
        var latest = new List<ScannedIssue>(scanned.Count);
        foreach (var issue in scanned)
        {
            if (issue.UpdatedAt is not { } updatedAt || await work.ExecuteAsync(PutSql, new { connection, issue = issue.Id, projectId, updatedAt }, ct) == 1)
                latest.Add(issue);
        }

        return latest;
    }

    /// <param name="issues">At most 500.</param>
    /// <returns>Without those that were never looked through in this project.</returns>
    public async Task<IReadOnlyDictionary<long, DateTimeOffset>> OfAsync(ConnectionId connection, string projectId, long[] issues, CancellationToken ct) =>
        (await database.QueryAsync<SeenRow>(OfSql, new { connection, projectId, issues }, ct)).ToDictionary(row => row.IssueId, row => row.UpdatedAt);

    /// <summary>Numbers of all that were looked through in a project, the lowest first.</summary>
    public Task<IReadOnlyList<long>> OfProjectAsync(ConnectionId connection, string projectId, CancellationToken ct) =>
        database.QueryAsync<long>(OfProjectSql, new { connection, projectId }, ct);

    public static async Task DropAsync(UnitOfWork work, ConnectionId connection, IReadOnlyList<long> issues, CancellationToken ct)
    {
        foreach (var chunk in issues.Chunk(IdBatch))
            await work.ExecuteAsync(DropSql, new { connection, issues = chunk }, ct);
    }

    private sealed record SeenRow
    {
        public long IssueId { get; init; }

        public DateTimeOffset UpdatedAt { get; init; }
    }
}
