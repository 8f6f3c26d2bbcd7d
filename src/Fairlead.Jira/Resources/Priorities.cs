using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <param name="Colour">As <c>#rrggbb</c>.</param>
public sealed record JiraPriority(string Id, string Name, string? Colour)
{
    internal static JiraPriority? Read(JsonElement? json) => json?.Text("id") is { } id
        ? new(id, json?.Text("name") ?? id, json?.Text("statusColor"))
        : null;
}

/// <summary>
/// <c>GET /priority</c>: all of the site, highest first. Which of them a project allows is said by its priority scheme; the
/// sure source for one project and type is the allowed values of <see cref="CreateMetaResource.FieldsAsync"/>.
/// </summary>
public sealed class PrioritiesResource
{
    private readonly JiraCaller _caller;

    internal PrioritiesResource(JiraCaller caller) => _caller = caller;

    public async Task<IReadOnlyList<JiraPriority>> ListAsync(CancellationToken ct) =>
        [.. (await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/priority")), ct)).Items().Select(p => JiraPriority.Read(p)).OfType<JiraPriority>()];
}
