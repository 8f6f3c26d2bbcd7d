using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>
/// Entity properties of issues: small JSON values that people do not see. Not searchable by JQL unless an installed app declares
/// an index; read them by issue.
/// </summary>
public sealed class PropertiesResource
{
    public const int MaxKeyLength = 255;

    /// <summary>Characters of the value as JSON.</summary>
    public const int MaxValueLength = 32_768;

    private readonly JiraCaller _caller;

    internal PropertiesResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /issue/{issueIdOrKey}/properties/{propertyKey}</c>.</summary>
    /// <returns><see langword="null"/> when the issue has no such property, does not exist or may not be seen.</returns>
    public async Task<JsonElement?> GetAsync(string issueIdOrKey, string key, CancellationToken ct)
    {
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/properties/{propertyKey}", issueIdOrKey, key);
        return (await _caller.FindAsync(JiraRequest.Get(route), ct))?.Member("value");
    }

    /// <summary><c>PUT /issue/{issueIdOrKey}/properties/{propertyKey}</c>. Repeating is safe.</summary>
    public Task<JiraOutcome<JiraAccepted>> SetAsync(string issueIdOrKey, string key, JsonNode value, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxKeyLength, nameof(key));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.ToJsonString().Length, MaxValueLength, nameof(value));
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/properties/{propertyKey}", issueIdOrKey, key);
        return _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Put, route, value, issueIdOrKey), ct);
    }
}
