using System.Text;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning;

/// <summary>Secrets that were found in Jira, and what people say of them.</summary>
internal sealed class SecretFindings(Database database, SecretFindingStore findings, SecretHasher hasher, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Those that stand somewhere now, the worst first.</summary>
    public Task<(IReadOnlyList<SecretFinding> Findings, long Total)> ListAsync(SecretFindingQuery query, long start, int size, CancellationToken ct) =>
        findings.ListAsync(query, start, size, ct);

    /// <summary>This exact text is fine in this project, now and whenever it comes again. Saying it twice is saying it once.</summary>
    /// <param name="text">Is hashed at once and neither stored nor logged.</param>
    public async Task ReviewAsync(ConnectionId connection, string projectId, string text, string rule, Actor actor, CancellationToken ct)
    {
        var masked = SecretMask.Of(Encoding.UTF8.GetBytes(text));
        await using var work = await database.BeginAsync(ct);
        await SecretFindingStore.PutReviewAsync(work, connection, projectId, hasher.HashOf(text), rule, masked, actor.Name, clock.GetUtcNow(), ct);
        await activity.AppendAsync(work, actor, "secrets.reviewed", connection.ToString(), $"Project {projectId}: {rule} {masked} is fine", ct);
        await work.CommitAsync(ct);
    }

    /// <summary>All of a project that stand somewhere now, in the order in which they were found.</summary>
    public IAsyncEnumerable<SecretFinding> StreamAsync(ConnectionId connection, string projectId, CancellationToken ct) =>
        findings.StreamAsync(connection, projectId, ct);

    /// <summary>What was said to be fine in a project, also of what stands nowhere.</summary>
    public Task<IReadOnlyList<StoredReview>> ReviewsAsync(ConnectionId connection, string projectId, CancellationToken ct) =>
        findings.ReviewsAsync(connection, projectId, ct);

    public async Task NoteExportAsync(Connection connection, string what, Actor actor, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await activity.AppendAsync(work, actor, "secrets.exported", connection.Id.ToString(), $"{connection.Name}: {what}", ct);
        await work.CommitAsync(ct);
    }

    /// <returns>Whether there was a review to take back.</returns>
    public async Task<bool> UnreviewAsync(ConnectionId connection, string projectId, string text, Actor actor, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (!await SecretFindingStore.DeleteReviewAsync(work, connection, projectId, hasher.HashOf(text), ct))
            return false;

        await activity.AppendAsync(work, actor, "secrets.unreviewed", connection.ToString(), $"Project {projectId}: {SecretMask.Of(Encoding.UTF8.GetBytes(text))}", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>Takes back all that was said in a project.</summary>
    /// <returns>How much that was.</returns>
    public async Task<int> UnreviewAllAsync(ConnectionId connection, string projectId, Actor actor, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var count = await SecretFindingStore.DeleteReviewsAsync(work, connection, projectId, ct);
        if (count == 0)
            return 0;

        await activity.AppendAsync(work, actor, "secrets.unreviewed", connection.ToString(), $"Project {projectId}: all {count} reviews", ct);
        await work.CommitAsync(ct);
        return count;
    }
}
