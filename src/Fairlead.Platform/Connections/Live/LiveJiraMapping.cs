using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Connections.Live;

/// <summary>From Jira's records to those of our contract.</summary>
internal static class LiveJiraMapping
{
    private static readonly string[] ShownFields =
        ["summary", "status", "issuetype", "priority", "assignee", "labels", "created", "updated"];

    /// <summary>What an issue response shows, and what was asked for besides.</summary>
    public static IssueSelection Selection(bool withDescription, IReadOnlyList<string> more) =>
        IssueSelection.Of([.. ShownFields, .. withDescription ? ["description"] : (string[])[], .. more]);

    public static JiraIssueResponse Response(JiraIssue issue, JiraSite site, IReadOnlyList<string> more) => new(
        issue.Id,
        issue.Key,
        site.BrowseUrl(issue.Key).AbsoluteUri,
        issue.Summary,
        issue.Status?.Name,
        issue.Status is { } status ? Word(status.Category) : null,
        issue.IssueType?.Name,
        issue.Priority?.Name,
        issue.Assignee?.DisplayName,
        issue.Labels,
        issue.CreatedAt,
        issue.UpdatedAt,
        issue.DescriptionText,
        more.Count == 0 ? null : more.Where(f => issue.Field(f) is not null).ToDictionary(f => f, f => issue.Field(f)!.Value.Clone()));

    public static JiraFieldResponse Response(JiraField field) =>
        new(field.Id, field.Name, field.IsCustom, field.Schema.Type, field.Schema.Items, null, null);

    public static JiraFieldResponse Response(JiraFieldMeta field) => new(
        field.Id,
        field.Name,
        field.Schema.Custom is not null,
        field.Schema.Type,
        field.Schema.Items,
        field is { IsRequired: true, HasDefault: false },
        [.. field.AllowedValues.SelectMany(v => v.Children.Select(c => $"{v.Label} / {c.Label}").Prepend(v.Label))],
        field.HasDefault,
        field.DefaultValue);

    public static JiraWorkflowResponse Response(JiraIssueTypeStatuses type) => new(
        type.IssueTypeId, type.IssueTypeName, [.. type.Statuses.Select(s => new JiraStatusResponse(s.Id, s.Name, Word(s.Category)))]);

    public static JiraTransitionResponse Response(JiraTransition transition) => new(
        transition.Id,
        transition.Name,
        transition.To.Id,
        transition.To.Name,
        Word(transition.To.Category),
        [.. transition.RequiredFields.Select(f => f.Id)]);

    public static JiraCommentResponse Response(JiraComment comment) =>
        new(comment.Id, comment.Author?.DisplayName, comment.Text, comment.CreatedAt);

    public static IReadOnlyDictionary<string, JsonNode?> Nodes(IReadOnlyDictionary<string, JsonElement>? fields) =>
        fields?.ToDictionary(f => f.Key, f => JsonNode.Parse(f.Value.GetRawText())) ?? [];

    /// <summary>As Jira names its categories.</summary>
    private static string Word(JiraStatusCategory category) => category switch
    {
        JiraStatusCategory.ToDo => "new",
        JiraStatusCategory.InProgress => "indeterminate",
        JiraStatusCategory.Done => "done",
        _ => "undefined",
    };
}
