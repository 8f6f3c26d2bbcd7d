using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <param name="DeploymentType">As the site says it: <c>Cloud</c>, or <c>Server</c> / <c>Data Center</c>.</param>
/// <param name="VersionNumbers">For gates: 10, 3, 24 on a Data Center; 1001, 0, 0 on Cloud.</param>
/// <param name="ServerTime">UTC. The site's clock, for a look at skew.</param>
public sealed record JiraServerInfo(
    string? BaseUrl, string DeploymentType, string? Version, IReadOnlyList<long> VersionNumbers, string? Title, DateTimeOffset? ServerTime)
{
    public JiraEdition Edition =>
        DeploymentType.Equals("Cloud", StringComparison.OrdinalIgnoreCase) ? JiraEdition.Cloud : JiraEdition.DataCenter;
}

/// <summary><c>GET /serverInfo</c>. Sent without a credential (but at the gateway); says which edition answers.</summary>
public sealed class ServerInfoResource
{
    private readonly JiraCaller _caller;

    internal ServerInfoResource(JiraCaller caller) => _caller = caller;

    public async Task<JiraServerInfo> GetAsync(CancellationToken ct) =>
        Read(await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/serverInfo")) with { IsAnonymous = true }, ct));

    private static JiraServerInfo Read(JsonElement json) => new(
        json.Text("baseUrl"),
        json.Text("deploymentType") ?? "",
        json.Text("version"),
        [.. json.Items("versionNumbers").Where(n => n.ValueKind == JsonValueKind.Number).Select(n => n.TryGetInt64(out var v) ? v : 0)],
        json.Text("serverTitle"),
        json.Instant("serverTime"));
}
