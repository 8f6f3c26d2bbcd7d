using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>Why an issue is done: <c>Fixed</c>, <c>Won't Do</c>.</summary>
public sealed record JiraResolution(string Id, string Name)
{
    internal static JiraResolution? Read(JsonElement json) => json.Text("id") is { } id ? new(id, json.Text("name") ?? id) : null;
}

/// <summary><c>GET /resolution</c>: all of the site. Which of them a transition's screen offers is said by the transition.</summary>
public sealed class ResolutionsResource
{
    private readonly JiraCaller _caller;

    internal ResolutionsResource(JiraCaller caller) => _caller = caller;

    public async Task<IReadOnlyList<JiraResolution>> ListAsync(CancellationToken ct) =>
        [.. (await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/resolution")), ct)).Items().Select(JiraResolution.Read).OfType<JiraResolution>()];
}
