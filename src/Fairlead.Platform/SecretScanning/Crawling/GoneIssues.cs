using System.Globalization;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.SecretScanning.Storage;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <param name="Gone">They were deleted, or are in another project by now: what stood there stands nowhere in this one.</param>
/// <param name="There">They are in the project, though a search did not list them; the lowest first.</param>
internal sealed record GoneLook(IReadOnlyList<long> Gone, IReadOnlyList<long> There)
{
    public static readonly GoneLook Nothing = new([], []);
}

/// <summary>Finds out which issues, in which something is known to stand, are not in their project any more. A search cannot tell: it lists what there is.</summary>
internal sealed class GoneIssues(SecretFindingStore findings)
{
    /// <summary>Issues that are asked for together.</summary>
    private const int Batch = 500;

    /// <param name="listed">Issues that are known to be in the project, the lowest first.</param>
    /// <exception cref="ProjectLostException">The account does not see the project any more: nothing can be said of its issues.</exception>
    /// <exception cref="JiraUnavailableException"/>
    /// <exception cref="JiraRefusedException"/>
    public async Task<GoneLook> LookAsync(JiraClient jira, SecretScan scan, long[] listed, CancellationToken ct)
    {
        var unlisted = (await findings.IssuesAsync(scan.Connection, scan.ProjectId, scan.IssueKey, ct)).Where(id => Array.BinarySearch(listed, id) < 0).Order().ToList();
        if (unlisted.Count == 0)
            return GoneLook.Nothing;

        var (gone, there) = (new List<long>(), new List<long>());
        foreach (var batch in unlisted.Chunk(Batch))
        {
            var found = await jira.Issues.FetchAsync([.. batch.Select(Text)], IssueSelection.Of("project"), ct);
            foreach (var issue in found.Issues)
                (issue.Project?.Id == scan.ProjectId ? there : gone).Add(long.Parse(issue.Id, CultureInfo.InvariantCulture));
            foreach (var missing in batch.Except(found.Issues.Select(issue => long.Parse(issue.Id, CultureInfo.InvariantCulture))))
            {
                if (await IsHereAsync(jira, scan, missing, ct) is { } isHere)
                    (isHere ? there : gone).Add(missing);
            }
        }

        return gone.Count > 0 && await jira.Projects.GetAsync(scan.ProjectId, ct) is null ? throw new ProjectLostException() : new GoneLook(gone, there);
    }

    /// <summary>
    /// Of one that was not given with others. Data Center says whether it is gone or not for this account; Cloud answers both with 404, so that one counts as gone
    /// there until the account may see it again.
    /// </summary>
    /// <returns><see langword="null"/>: it is there, and not for this account.</returns>
    private static async Task<bool?> IsHereAsync(JiraClient jira, SecretScan scan, long id, CancellationToken ct)
    {
        if (jira.Site.Edition == JiraEdition.Cloud)
            return false;
        if (await jira.Issues.GetAsync(Text(id), IssueSelection.Of("project"), ct) is { } issue)
            return issue.Project?.Id == scan.ProjectId;
        return await jira.Issues.IsGoneAsync(Text(id), ct) ? false : null;
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
