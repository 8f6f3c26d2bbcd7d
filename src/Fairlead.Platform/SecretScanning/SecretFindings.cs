using System.Globalization;
using System.Text;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Reporting;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning;

/// <summary>Secrets that were found in Jira, and what people say of them.</summary>
internal sealed class SecretFindings(
    Database database, SecretFindingStore findings, SecretScanStore scans, JiraSites sites, SecretHasher hasher, ScannerInUse inUse, ProjectReporter reporter, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Projects in which something was found, also by a first look that has not ended, or that were looked through.</summary>
    public Task<IReadOnlyList<FoundProject>> ProjectsAsync(ConnectionId connection, CancellationToken ct) => findings.ProjectsAsync(connection, ct);

    /// <summary>Jira says how a project is called: where that is not as it was, places in it are told by its new key from now on, before anything of it is looked through again.</summary>
    public async Task NoteKeyAsync(ConnectionId connection, string projectId, string projectKey, CancellationToken ct)
    {
        if (await scans.ProjectAsync(connection, projectId, ct) is { } known && known.ProjectKey != projectKey)
            await findings.RenameAsync(connection, projectId, projectKey, ct);
    }

    /// <summary>The number of an issue: as it is known here by what stands in it, else as Jira says.</summary>
    /// <returns><see langword="null"/>: there is none, or Jira did not say so.</returns>
    public async Task<long?> IssueAsync(ConnectionId connection, string issueKey, CancellationToken ct)
    {
        if (await findings.IssueAsync(connection, issueKey, ct) is { } known)
            return known;
        try
        {
            var issue = await (await sites.ClientForAsync(connection, ct)).Issues.GetAsync(issueKey, IssueSelection.RefOnly, ct);
            return issue is null ? null : long.Parse(issue.Id, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
        {
            return null;
        }
    }

    /// <summary>Those that stand somewhere now, the worst first; in one issue, by its key.</summary>
    public async Task<(IReadOnlyList<SecretFinding> Findings, long Total)> ListAsync(SecretFindingQuery query, string? issueKey, long start, int size, CancellationToken ct)
    {
        if (issueKey is null)
            return await ListAsync(query, start, size, ct);
        return await IssueAsync(query.Connection, issueKey, ct) is { } issue ? await ListAsync(query with { IssueId = issue }, start, size, ct) : ([], 0);
    }

    /// <summary>Those that stand somewhere now, the worst first.</summary>
    public Task<(IReadOnlyList<SecretFinding> Findings, long Total)> ListAsync(SecretFindingQuery query, long start, int size, CancellationToken ct) =>
        findings.ListAsync(query, start, size, ct);

    /// <summary>Also one that stands nowhere; <see langword="null"/>: there is none.</summary>
    public Task<SecretFinding?> FindAsync(SecretFindingId id, CancellationToken ct) => findings.FindAsync(id, ct);

    /// <summary>This exact text is fine in this project, now and whenever it comes again. Saying it twice is saying it once.</summary>
    /// <param name="text">As it stands in Jira, encoded perhaps. It is hashed at once and neither stored nor logged.</param>
    public async Task ReviewAsync(ConnectionId connection, string projectId, string text, string rule, Actor actor, CancellationToken ct)
    {
        var values = ValuesOf((await inUse.CurrentAsync(ct)).Scanner, text);
        await using (var work = await database.BeginAsync(ct))
        {
            foreach (var value in values)
                await SecretFindingStore.PutReviewAsync(work, connection, projectId, value.Hash, rule, value.Masked, actor.Name, clock.GetUtcNow(), ct);
            await ProjectReportStore.WantSaidAsync(work, connection, projectId, ct);
            await activity.AppendAsync(work, actor, "secrets.reviewed", connection.ToString(), $"Project {projectId}: {rule} {values[0].Masked} is fine", ct);
            await work.CommitAsync(ct);
        }

        await reporter.ReportSoonAsync(ct);
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
        var values = ValuesOf((await inUse.CurrentAsync(ct)).Scanner, text);
        return await UnreviewAsync(
            connection, projectId, actor,
            async work =>
            {
                var count = 0;
                foreach (var value in values)
                    count += await SecretFindingStore.DeleteReviewAsync(work, connection, projectId, value.Hash, ct) ? 1 : 0;
                return count;
            },
            _ => values[0].Masked, ct) > 0;
    }

    /// <summary>
    /// The text itself; and what it says, where all of it is one run in base 64, hexadecimal or with percent escapes: of such a run a finding knows what it says.
    /// </summary>
    private List<(byte[] Hash, string Masked)> ValuesOf(SecretScanner scanner, string text)
    {
        var (utf8, matches) = (Encoding.UTF8.GetBytes(text), new SecretMatches());
        var values = new List<(byte[] Hash, string Masked)> { (hasher.HashOf(utf8), SecretMask.Of(utf8)) };
        scanner.Scan(utf8, matches);
        foreach (ref readonly var match in matches.All)
        {
            if (match is { Decoded: { } said, Start: 0 } && utf8.AsSpan(match.End).TrimEnd("= "u8).IsEmpty)
                values.Add((hasher.HashOf(said.Span), SecretMask.Of(said.Span)));
        }

        return values;
    }

    /// <summary>Takes back all that was said in a project.</summary>
    /// <returns>How much that was.</returns>
    public Task<int> UnreviewAllAsync(ConnectionId connection, string projectId, Actor actor, CancellationToken ct) => UnreviewAsync(
        connection, projectId, actor, work => SecretFindingStore.DeleteReviewsAsync(work, connection, projectId, ct), count => $"all {count} reviews", ct);

    private async Task<int> UnreviewAsync(
        ConnectionId connection, string projectId, Actor actor, Func<UnitOfWork, Task<int>> deleteAsync, Func<int, string> what, CancellationToken ct)
    {
        int count;
        await using (var work = await database.BeginAsync(ct))
        {
            count = await deleteAsync(work);
            if (count == 0)
                return 0;
            await ProjectReportStore.WantSaidAsync(work, connection, projectId, ct);
            await activity.AppendAsync(work, actor, "secrets.unreviewed", connection.ToString(), $"Project {projectId}: {what(count)}", ct);
            await work.CommitAsync(ct);
        }

        await reporter.ReportSoonAsync(ct);
        return count;
    }

    /// <summary>Somebody made it worthless where it was issued: its finding is fixed, though the text may still stand. Saying it twice is saying it once.</summary>
    /// <returns>As it is now; <see langword="null"/>: there is none.</returns>
    public Task<SecretFinding?> RevokeAsync(SecretFindingId id, Actor actor, CancellationToken ct) => ChangeRevocationAsync(
        id, "secrets.revoked", actor, work => SecretFindingStore.PutRevocationAsync(work, id, actor.Name, clock.GetUtcNow(), ct), ct);

    /// <summary>Takes that back.</summary>
    /// <returns>As it is now; <see langword="null"/>: there is none.</returns>
    public Task<SecretFinding?> UnrevokeAsync(SecretFindingId id, Actor actor, CancellationToken ct) => ChangeRevocationAsync(
        id, "secrets.unrevoked", actor, work => SecretFindingStore.DeleteRevocationAsync(work, id, ct), ct);

    private async Task<SecretFinding?> ChangeRevocationAsync(
        SecretFindingId id, string what, Actor actor, Func<UnitOfWork, Task<bool>> changeAsync, CancellationToken ct)
    {
        if (await findings.FindAsync(id, ct) is not { } secret)
            return null;

        await using (var work = await database.BeginAsync(ct))
        {
            if (!await changeAsync(work))
                return secret;
            await ProjectReportStore.WantSaidAsync(work, secret.Connection, secret.ProjectId, ct);
            await activity.AppendAsync(work, actor, what, id.ToString(), $"Project {secret.ProjectId}: {secret.Rule} {secret.Masked}", ct);
            await work.CommitAsync(ct);
        }

        await reporter.ReportSoonAsync(ct);
        return await findings.FindAsync(id, ct);
    }
}
