using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>Jira's own grouping of statuses, by the keys <c>new</c>, <c>indeterminate</c> and <c>done</c>.</summary>
public enum JiraStatusCategory
{
    /// <summary>No category, or one that we do not know.</summary>
    Undefined,
    ToDo,
    InProgress,
    Done,
}

public sealed record JiraStatus(string Id, string Name, JiraStatusCategory Category)
{
    internal static JiraStatus? Read(JsonElement? json) => json?.Text("id") is { } id
        ? new(id, json?.Text("name") ?? id, CategoryOf(json?.Member("statusCategory")?.Text("key")))
        : null;

    private static JiraStatusCategory CategoryOf(string? key) => key switch
    {
        "new" => JiraStatusCategory.ToDo,
        "indeterminate" => JiraStatusCategory.InProgress,
        "done" => JiraStatusCategory.Done,
        _ => JiraStatusCategory.Undefined,
    };
}

/// <summary><c>GET /status</c>: all statuses of the site that are used by a workflow.</summary>
public sealed class StatusesResource
{
    private readonly JiraCaller _caller;

    internal StatusesResource(JiraCaller caller) => _caller = caller;

    public async Task<IReadOnlyList<JiraStatus>> ListAsync(CancellationToken ct) =>
        [.. (await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/status")), ct)).Items().Select(s => JiraStatus.Read(s)).OfType<JiraStatus>()];
}
