using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary><c>GET /myself</c>: the account behind the credential. The cheapest proof that signing in works.</summary>
public sealed class MyselfResource
{
    private readonly JiraCaller _caller;

    internal MyselfResource(JiraCaller caller) => _caller = caller;

    public async Task<JiraUser> GetAsync(CancellationToken ct) =>
        JiraUser.Read(await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/myself")), ct))
        ?? throw new JiraUnavailableException(JiraFailureCause.NotJira, "The answer to /myself names no user.");

    /// <summary>Names of the groups that the account is in. Cloud shows none to whom may not browse users and groups.</summary>
    public async Task<IReadOnlyList<string>> GroupsAsync(CancellationToken ct)
    {
        var me = await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/myself").Query(("expand", "groups"))), ct);
        return me.Member("groups") is { } groups ? [.. groups.Items("items").Select(g => g.Text("name")).OfType<string>()] : [];
    }
}
