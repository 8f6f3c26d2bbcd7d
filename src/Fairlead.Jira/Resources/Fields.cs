using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <param name="ClauseNames">Its names in JQL.</param>
public sealed record JiraField(string Id, string Name, bool IsCustom, JiraFieldSchema Schema, IReadOnlyList<string> ClauseNames)
{
    internal static JiraField? Read(JsonElement json) => json.Text("id") is { } id
        ? new(
            id,
            json.Text("name") ?? id,
            json.Flag("custom") ?? false,
            JiraFieldSchema.Read(json.Member("schema")),
            json.Texts("clauseNames"))
        : null;
}

/// <summary><c>GET /field</c>: every field of the site that the account may see, system and custom, on one page.</summary>
public sealed class FieldsResource
{
    private readonly JiraCaller _caller;

    internal FieldsResource(JiraCaller caller) => _caller = caller;

    public async Task<IReadOnlyList<JiraField>> ListAsync(CancellationToken ct) =>
        [.. (await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/field")), ct)).Items().Select(JiraField.Read).OfType<JiraField>()];
}
