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
}
