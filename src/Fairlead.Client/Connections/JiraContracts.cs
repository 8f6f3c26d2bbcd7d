using System.Text.Json;

namespace Fairlead.Client.Connections;

public sealed record JiraProjectResponse(string Id, string Key, string Name, string? Type, bool IsArchived);

public sealed record JiraIssueTypeResponse(string Id, string Name, bool IsSubtask, string? Description);

/// <param name="IsCustom">A custom field of this site.</param>
/// <param name="Type">Jira's schema type, such as <c>string</c>, <c>option</c>, <c>array</c>.</param>
/// <param name="Items">What an array holds.</param>
/// <param name="IsRequired">
/// Whether a value must be given: Jira demands one and has no default. Only when asked for one project and issue type; otherwise
/// <see langword="null"/>.
/// </param>
/// <param name="AllowedValues">Only when asked for one project and issue type; empty where any value goes, or too many do.</param>
/// <param name="HasDefault">Whether Jira puts a value in by itself. Only when asked for one project and issue type.</param>
/// <param name="Default">That value, where Jira says which.</param>
public sealed record JiraFieldResponse(
    string Id, string Name, bool IsCustom, string? Type, string? Items, bool? IsRequired, IReadOnlyList<string>? AllowedValues,
    bool? HasDefault = null, string? Default = null);

/// <param name="Id">Cloud: accountId. Data Center: user name.</param>
public sealed record JiraUserResponse(string Id, string DisplayName, string? Email, bool IsActive);

/// <summary>The statuses that issues of one type can have in one project.</summary>
public sealed record JiraWorkflowResponse(string IssueTypeId, string IssueType, IReadOnlyList<JiraStatusResponse> Statuses);

/// <param name="Category"><c>new</c>, <c>indeterminate</c> or <c>done</c>.</param>
public sealed record JiraStatusResponse(string Id, string Name, string Category);

/// <summary>An issue, cut to what lists show; <see cref="Fields"/> holds what else was asked for, as Jira gave it.</summary>
/// <param name="Url">The issue's page.</param>
public sealed record JiraIssueResponse(
    string Id,
    string Key,
    string Url,
    string? Summary,
    string? Status,
    string? StatusCategory,
    string? Type,
    string? Priority,
    string? Assignee,
    IReadOnlyList<string> Labels,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    string? Description,
    IReadOnlyDictionary<string, JsonElement>? Fields);

/// <param name="Next">Opaque; <see langword="null"/> on the last page.</param>
public sealed record JiraSearchResponse(IReadOnlyList<JiraIssueResponse> Items, string? Next);

public sealed record JiraCommentResponse(string Id, string? Author, string Text, DateTimeOffset? CreatedAt);

/// <param name="RequiredFields">Ids of fields that the transition's screen demands.</param>
public sealed record JiraTransitionResponse(
    string Id, string Name, string ToStatusId, string ToStatus, string? ToCategory, IReadOnlyList<string> RequiredFields);

/// <param name="Type">Name or id of an issue type.</param>
/// <param name="Description">Markdown-free plain text; paragraphs are separated by an empty line.</param>
/// <param name="Priority">Name or id; absent leaves it to Jira.</param>
/// <param name="Fields">Further fields by id, as Jira wants them.</param>
public sealed record CreateJiraIssueRequest(
    string Project,
    string Type,
    string Summary,
    string? Description = null,
    string? Priority = null,
    IReadOnlyList<string>? Labels = null,
    IReadOnlyDictionary<string, JsonElement>? Fields = null);

/// <summary>What is absent stays as it is.</summary>
public sealed record EditJiraIssueRequest(
    string? Summary = null,
    string? Description = null,
    string? Priority = null,
    IReadOnlyList<string>? Labels = null,
    IReadOnlyDictionary<string, JsonElement>? Fields = null);

/// <param name="Text">Plain text, 1 to 32,000 characters.</param>
public sealed record CreateJiraCommentRequest(string Text);

/// <param name="Transition">Id or name of a transition, or name of the status to reach.</param>
/// <param name="Comment">Added with it, as plain text.</param>
/// <param name="Fields">Fields of the transition's screen by id, as Jira wants them.</param>
public sealed record TransitionJiraIssueRequest(
    string Transition, string? Comment = null, IReadOnlyDictionary<string, JsonElement>? Fields = null);
