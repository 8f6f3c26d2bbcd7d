using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// Which fields of a site can hold what somebody wrote: what to ask for with each issue, and what to read of the answer. Named one by
/// one rather than <c>*all</c>: a large site has hundreds of fields that hold none.
/// </summary>
internal sealed class ReadSelection
{
    public const string Summary = "summary";
    public const string Description = "description";
    public const string Environment = "environment";

    public const string Attachments = "attachment";

    /// <summary>As many as Cloud takes of a history.</summary>
    private const int MaxHistoryFields = 10;

    private static readonly string[] Always = [Summary, Description, Environment, "labels", "comment", "worklog", Attachments, "updated"];

    /// <summary>Types whose values are chosen, counted or computed.</summary>
    private static readonly HashSet<string> WithoutText =
    [
        "number", "date", "datetime", "user", "group", "version", "project", "component", "priority", "issuelinks", "team",
    ];

    /// <summary>Of type <c>any</c> or <c>string</c>, but written by Jira itself.</summary>
    private static readonly string[] Machines =
        [":gh-lexo-rank", ":gh-global-rank", ":gh-epic-color", ":gh-epic-status", ":gh-epic-link", ":devsummarycf", ":devsummary", ":vp-origin"];

    private readonly Dictionary<string, JiraField> _byId;
    private readonly ILookup<string, JiraField> _byName;

    private ReadSelection(IReadOnlyList<JiraField> fields)
    {
        Fields = fields;
        _byId = fields.ToDictionary(f => f.Id);
        _byName = fields.ToLookup(f => f.Name, StringComparer.OrdinalIgnoreCase);
        Selection = IssueSelection.Of([.. Always.Union(_byId.Keys)]);
    }

    /// <summary>For <see cref="IssuesResource.FetchAsync"/>, whose 100 issues a call hold lists.</summary>
    public IssueSelection Selection { get; }

    /// <summary>Besides summary, description and environment.</summary>
    public IReadOnlyList<JiraField> Fields { get; }

    /// <param name="catalogue">All fields of the site, as <see cref="FieldsResource.ListAsync"/> gives them.</param>
    public static ReadSelection Of(IEnumerable<JiraField> catalogue) =>
        new([.. catalogue.Where(f => f.Id == "labels" || (f.IsCustom && HoldsText(f.Schema))).DistinctBy(f => f.Id)]);

    /// <summary>The fields that a change in an issue's history may mean: Data Center gives no ids there, and names may be taken twice.</summary>
    public IEnumerable<JiraField> FieldsOf(JiraFieldChange change) =>
        _byId.TryGetValue(change.FieldId, out var field) ? [field] : _byName[change.FieldName];

    /// <summary>By which to ask for changes; none: of more than ten all come, and the history of Data Center has no ids of fields to choose by.</summary>
    public IReadOnlyCollection<string> HistoryFields(JiraEdition edition)
    {
        if (edition == JiraEdition.DataCenter)
            return [];

        string[] fields = [Summary, Description, Environment, .. Fields.Select(field => field.Id)];
        return fields.Length <= MaxHistoryFields ? fields : [];
    }

    /// <summary>What is written in a field that is not read by pages.</summary>
    public static IReadOnlyList<IssueTextKind> KindsOf(string field) => field switch
    {
        Summary => [IssueTextKind.Summary],
        Description => [IssueTextKind.Description],
        Environment => [IssueTextKind.Environment],
        Attachments => [IssueTextKind.AttachmentName, IssueTextKind.Attachment],
        _ => [IssueTextKind.Field],
    };

    private static bool HoldsText(JiraFieldSchema schema)
    {
        var type = schema.Type == "array" ? schema.Items ?? "any" : schema.Type;
        return !WithoutText.Contains(type) && !type.StartsWith("sd-", StringComparison.Ordinal)
            && !Machines.Any(m => schema.Custom?.EndsWith(m, StringComparison.Ordinal) == true);
    }
}
