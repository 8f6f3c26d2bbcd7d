using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>Groups as Jira suggests them.</summary>
/// <param name="Names">At most as many as Jira's autocomplete shows, 20 unless its administrator changed that.</param>
/// <param name="Total">How many match; more than <paramref name="Names"/> holds when Jira cut the list.</param>
public sealed record JiraGroupMatches(IReadOnlyList<string> Names, int Total);

/// <summary>Groups of the site, by name.</summary>
public sealed class GroupsResource
{
    private readonly JiraCaller _caller;

    internal GroupsResource(JiraCaller caller) => _caller = caller;

    /// <summary>
    /// <c>GET /groups/picker</c>: groups whose name holds the text, whatever its case. To an account without the global permission
    /// Browse users and groups, Cloud shows only the group that is named exactly so, Data Center none.
    /// </summary>
    /// <param name="text">Empty for any.</param>
    public async Task<JiraGroupMatches> FindAsync(string text, CancellationToken ct)
    {
        // Cloud tells upper from lower case unless asked not to; Data Center does not know the parameter.
        var route = JiraRoute.Of("/groups/picker").Query(("query", text), ("caseInsensitive", _caller.IsCloud ? "true" : null));
        var answer = await _caller.ReadAsync(JiraRequest.Get(route), ct);
        var names = answer.Items("groups").Select(g => g.Text("name")).OfType<string>().ToList();
        return new(names, (int)Math.Max(names.Count, answer.Number("total") ?? 0));
    }

    /// <summary>
    /// Whether there is a group that is named exactly so, however many others hold its name in theirs: as the picker shows it, and where that cut its list, on Cloud
    /// by <c>GET /group/bulk?groupName=</c>, on Data Center by <c>GET /group/member?groupname=</c>.
    /// </summary>
    /// <returns><see langword="null"/>: Jira shows only some of those that match, and does not tell this account of one by its name.</returns>
    public async Task<bool?> HasAsync(string name, CancellationToken ct)
    {
        var shown = await FindAsync(name, ct);
        if (shown.Names.Contains(name))
            return true;
        if (shown.Total <= shown.Names.Count)
            return false;
        try
        {
            if (!_caller.IsCloud)
                return await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/group/member").Query(("groupname", name), ("maxResults", "1"))), ct) is not null;
            var answer = await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/group/bulk").Query(("groupName", name))), ct);
            return answer.Items("values").Any(group => group.Text("name") == name);
        }
        catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.Forbidden)
        {
            return null;
        }
    }
}
