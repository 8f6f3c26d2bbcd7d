using Fairlead.Jira.Calls;

namespace Fairlead.Jira.Resources;

/// <summary><c>GET /myself</c>: the account behind the credential. The cheapest proof that signing in works.</summary>
public sealed class MyselfResource
{
    private readonly JiraCaller _caller;

    internal MyselfResource(JiraCaller caller) => _caller = caller;

    public async Task<JiraUser> GetAsync(CancellationToken ct) =>
        JiraUser.Read(await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/myself")), ct))
        ?? throw new JiraUnavailableException(JiraFailureCause.NotJira, "The answer to /myself names no user.");
}
