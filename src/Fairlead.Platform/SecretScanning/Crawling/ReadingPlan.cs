using System.Globalization;
using System.Runtime.InteropServices;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Storage;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>What a scan has to read.</summary>
/// <param name="Issues">Numbers, the lowest first.</param>
/// <param name="Gone">In which something stood, and which are not in the project any more.</param>
/// <param name="Absent">Which were to be read again, and which Jira does not show now.</param>
/// <param name="ListedAt">UTC. When all issues that the account sees were listed; <see langword="null"/>: only those that changed were.</param>
internal sealed record ReadingPlan(long[] Issues, IReadOnlyList<long> Gone, IReadOnlyList<long> Absent, DateTimeOffset? ListedAt);

/// <summary>
/// Finds out which issues a scan has to read. Of a project that was looked through before these are those that changed since, those that could not be read then, and those
/// that the account did not see then: a permission that is given changes no issue, so that only the list of all tells of them.
/// </summary>
internal sealed class ReadingPlanner(SeenIssueStore seen, UnsettledStore unsettled, GoneIssues goneIssues, ConnectionDirectory connections, TimeProvider clock)
{
    /// <summary>What nobody asked for lists all no more often than that: of a large project it is most of what a look costs.</summary>
    public static readonly TimeSpan ListAge = TimeSpan.FromDays(1);

    /// <summary>Its search lags behind, and clocks may be set.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>How far back Jira is asked for what changed since a look, by its own clock.</summary>
    public static TimeSpan Age(TimeSpan sinceLook) => (sinceLook > TimeSpan.Zero ? sinceLook : TimeSpan.Zero) + Overlap;

    /// <summary>
    /// Whether the account that signs in now did so then: another one may see other comments of the same issues. Where nobody found out whose it is, no other one is known.
    /// </summary>
    public static bool IsSameAccount(IReadOnlyList<AccountInForce> accounts, DateTimeOffset then) =>
        accounts.FirstOrDefault(account => account.Until is null) is not { } now || now.From <= then;

    /// <param name="known">The project as it was looked through last.</param>
    /// <exception cref="ProjectLostException"/>
    /// <exception cref="JiraUnavailableException"/>
    /// <exception cref="JiraRefusedException"/>
    public async Task<ReadingPlan> PlanAsync(JiraClient jira, SecretScan scan, ProjectRow? known, string rulesVersion, CancellationToken ct)
    {
        if (scan.IssueKey is { } key)
        {
            // The index of a search lags behind what a webhook tells of.
            long[] one = await jira.Issues.GetAsync(key, IssueSelection.RefOnly, ct) is { } issue ? [NumberOf(issue.Id)] : [];
            return new(one, (await goneIssues.LookAsync(jira, scan, one, ct)).Gone, [], null);
        }

        var now = clock.GetUtcNow();
        var isKnown = !scan.IsForced && known?.ScannedAt is { } at && known.RulesVersion == rulesVersion && IsSameAccount(await connections.AccountsAsync(scan.Connection, ct), at);
        var listsAll = !isKnown || scan.RequestedBy != Actor.System.Name || known?.ListedAt is not { } listedAt || listedAt <= now - ListAge;
        var project = Jql.Field("project").InNumbers(NumberOf(scan.ProjectId));
        var all = listsAll ? await ListAsync(jira, project, ct) : [];
        DateTimeOffset? listed = listsAll ? now : null;
        if (!isKnown)
        {
            var look = await goneIssues.LookAsync(jira, scan, all, ct);
            return new(look.There.Count == 0 ? all : Ascending([.. all, .. look.There]), look.Gone, [], listed);
        }

        var changed = await ListAsync(jira, project.And(Jql.Field("updated").Within(Age(now - known!.ScannedAt!.Value))), ct);
        var there = Ascending([.. all, .. changed]);
        var (gone, unlisted) = await goneIssues.LookAsync(jira, scan, there, ct);
        // What could not be read the last time changed nothing in Jira, so that no search for changes lists it.
        var due = await unsettled.DueAsync(scan.Connection, scan.ProjectId, AttachmentScanner.ReadsPdf, now, ct);
        var read = Ascending([.. changed, .. await UnseenAsync(scan, all, now, ct), .. due.Where(id => Holds(there, id)), .. unlisted.Intersect(due)]);
        return new(read, gone, [.. due.Where(id => !Holds(read, id)).Except(gone)], listed);
    }

    /// <param name="all">The lowest first.</param>
    /// <returns>Those that were never looked through in this project, but for those that Jira did not give lately.</returns>
    private async Task<IEnumerable<long>> UnseenAsync(SecretScan scan, long[] all, DateTimeOffset now, CancellationToken ct)
    {
        if (all.Length == 0)
            return [];
        long[] known = [.. await seen.OfProjectAsync(scan.Connection, scan.ProjectId, ct)];
        var resting = (await unsettled.RestingAsync(scan.Connection, scan.ProjectId, now, ct)).ToHashSet();
        return all.Where(id => !Holds(known, id) && !resting.Contains(id));
    }

    /// <summary>By their keys: a project's issues keep that order whatever is done to them meanwhile, and what is new comes last.</summary>
    private static async Task<long[]> ListAsync(JiraClient jira, Jql query, CancellationToken ct)
    {
        // Nothing but numbers: a million issues take 16 MB while they are listed.
        var ids = new List<long>();
        await foreach (var issue in jira.Search.IdsAsync(query.OrderBy("key"), ct))
            ids.Add(NumberOf(issue.Id));
        return Ascending(ids);
    }

    /// <summary>Each once.</summary>
    private static long[] Ascending(List<long> ids)
    {
        ids.Sort();
        var all = CollectionsMarshal.AsSpan(ids);
        var count = 0;
        foreach (var id in all)
        {
            if (count == 0 || all[count - 1] != id)
                all[count++] = id;
        }

        return all[..count].ToArray();
    }

    private static bool Holds(long[] ascending, long id) => Array.BinarySearch(ascending, id) >= 0;

    private static long NumberOf(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}
