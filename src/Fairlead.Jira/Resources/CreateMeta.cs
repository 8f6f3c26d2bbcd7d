using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

public sealed record JiraIssueType(string Id, string Name, bool IsSubtask, string? Description)
{
    /// <summary>Cloud: -1 for sub-tasks, 0 for what may have some, 1 and more for epics and what is above them. <see langword="null"/> on Data Center.</summary>
    public long? HierarchyLevel { get; init; }

    internal static JiraIssueType? Read(JsonElement json) => json.Text("id") is { } id
        ? new(id, json.Text("name") ?? id, json.Flag("subtask") ?? false, json.Text("description")) { HierarchyLevel = json.Number("hierarchyLevel") }
        : null;
}

/// <summary>The type of a field: <c>{type, items, system, custom, customId}</c>.</summary>
/// <param name="Type">string, number, date, datetime, array, option, option-with-child, user, priority, version, …</param>
/// <param name="Items">Of what, when it is an array.</param>
/// <param name="Custom">The type key of a custom field, for example <c>com.atlassian.jira.plugin.system.customfieldtypes:textarea</c>.</param>
public sealed record JiraFieldSchema(string Type, string? Items, string? System, string? Custom, long? CustomId)
{
    /// <summary>Whether its text is rich: an ADF document on Cloud, wiki markup on Data Center.</summary>
    public bool IsRichText =>
        System is "description" or "environment" || Custom?.EndsWith(":textarea", StringComparison.Ordinal) == true;

    internal static JiraFieldSchema Read(JsonElement? json) => new(
        json?.Text("type") ?? "any", json?.Text("items"), json?.Text("system"), json?.Text("custom"), json?.Number("customId"));
}

/// <summary>A value that a field allows.</summary>
/// <param name="Label">What people see: name, value or key.</param>
/// <param name="Children">Second level of a cascading field.</param>
public sealed record JiraAllowedValue(string? Id, string Label, IReadOnlyList<JiraAllowedValue> Children)
{
    internal static JiraAllowedValue? Read(JsonElement json)
    {
        var id = json.Text("id") ?? json.Text("accountId");
        var label = json.Text("name") ?? json.Text("value") ?? json.Text("displayName") ?? json.Text("key") ?? id;
        return label is null ? null : new(id, label, [.. json.Items("children").Select(Read).OfType<JiraAllowedValue>()]);
    }
}

/// <summary>A field on a create screen or on the screen of a transition.</summary>
/// <param name="Id">As used in <c>fields</c>: <c>summary</c>, <c>customfield_10010</c>.</param>
/// <param name="Operations">set, add, remove, edit.</param>
/// <param name="AllowedValues">Empty when any value goes, or when the list is too long for Jira to give (then <paramref name="AutoCompleteUrl"/>).</param>
public sealed record JiraFieldMeta(
    string Id,
    string Name,
    bool IsRequired,
    bool HasDefault,
    JiraFieldSchema Schema,
    IReadOnlyList<string> Operations,
    IReadOnlyList<JiraAllowedValue> AllowedValues,
    string? AutoCompleteUrl)
{
    /// <summary>What Jira puts in by itself, as people see it; <see langword="null"/> when it does not say.</summary>
    public string? DefaultValue { get; init; }

    internal static JiraFieldMeta? Read(JsonElement json) => Read(json.Text("fieldId") ?? json.Text("key"), json);

    internal static JiraFieldMeta? Read(string? id, JsonElement json) => id is null
        ? null
        : new(
            id,
            json.Text("name") ?? id,
            json.Flag("required") ?? false,
            json.Flag("hasDefaultValue") ?? false,
            JiraFieldSchema.Read(json.Member("schema")),
            json.Texts("operations"),
            [.. json.Items("allowedValues").Select(JiraAllowedValue.Read).OfType<JiraAllowedValue>()],
            json.Text("autoCompleteUrl"))
        {
            DefaultValue = json.Member("defaultValue") is { } value ? LabelOf(value) : null,
        };

    /// <summary>Of an object by field id, as screens of transitions and of edits come.</summary>
    internal static IReadOnlyList<JiraFieldMeta> ReadAll(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } fields
        ? [.. fields.EnumerateObject().Select(f => Read(f.Name, f.Value)).OfType<JiraFieldMeta>()]
        : [];

    private static string? LabelOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object => JiraAllowedValue.Read(value)?.Label,
        JsonValueKind.Array => string.Join(", ", value.Items().Select(LabelOf).OfType<string>()),
        _ => null,
    };
}

/// <summary>
/// What may and must be given when an issue is created. The answers have other names in each edition (and in some versions):
/// issueTypes, createMetaIssueType or values; fields, results or values. All are read.
/// </summary>
public sealed class CreateMetaResource
{
    private const int PageSize = 50;
    private readonly JiraCaller _caller;

    internal CreateMetaResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /issue/createmeta/{projectIdOrKey}/issuetypes</c>: the types in which this account may create.</summary>
    /// <exception cref="JiraRefusedException">NotFound: no such project, or not allowed to create there.</exception>
    public async Task<IReadOnlyList<JiraIssueType>> IssueTypesAsync(string projectIdOrKey, CancellationToken ct) =>
        await Paging.ByStartAsync(
                _caller,
                start => Page(JiraRoute.Of("/issue/createmeta/{projectIdOrKey}/issuetypes", projectIdOrKey), start),
                page => FirstOf(page, "issueTypes", "createMetaIssueType", "values"),
                ct)
            .Select(JiraIssueType.Read).OfType<JiraIssueType>().ToListAsync(ct);

    /// <summary><c>GET /issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}</c>: the fields of the create screen.</summary>
    public async Task<IReadOnlyList<JiraFieldMeta>> FieldsAsync(string projectIdOrKey, string issueTypeId, CancellationToken ct) =>
        await Paging.ByStartAsync(
                _caller,
                start => Page(
                    JiraRoute.Of("/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}", projectIdOrKey, issueTypeId), start),
                page => FirstOf(page, "fields", "results", "values"),
                ct)
            .Select(JiraFieldMeta.Read).OfType<JiraFieldMeta>().ToListAsync(ct);

    private static JiraRequest Page(JiraRoute route, long start) =>
        JiraRequest.Get(route.Query(("startAt", start.ToString()), ("maxResults", PageSize.ToString())));

    private static IEnumerable<JsonElement> FirstOf(JsonElement page, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (page.Member(name) is { ValueKind: JsonValueKind.Array } list)
                return list.Items();
        }

        return [];
    }
}
