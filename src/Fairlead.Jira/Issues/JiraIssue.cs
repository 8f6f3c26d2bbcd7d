using System.Text.Json;
using Fairlead.Jira.Json;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Issues;

/// <summary>An issue's two names. The id stays when the issue moves to another project; the key does not.</summary>
public sealed record IssueRef(string Id, string Key);

/// <summary>
/// An issue as it was read. The typed members read from <see cref="Fields"/> and are <see langword="null"/> or empty both when the
/// field is empty and when it was not asked for.
/// </summary>
/// <param name="Fields">As Jira sent them; an empty object when none were asked for.</param>
/// <param name="PropertyValues">Entity properties that were asked for, by key.</param>
public sealed record JiraIssue(string Id, string Key, JsonElement Fields, JsonElement? PropertyValues)
{
    private static readonly JsonElement NoFields = JsonDocument.Parse("{}").RootElement;

    public IssueRef Ref => new(Id, Key);

    public string? Summary => Fields.Text("summary");

    public JiraStatus? Status => JiraStatus.Read(Fields.Member("status"));

    public JiraPriority? Priority => JiraPriority.Read(Fields.Member("priority"));

    public JiraIssueType? IssueType => Fields.Member("issuetype") is { } type ? JiraIssueType.Read(type) : null;

    public JiraProject? Project => Fields.Member("project") is { } project ? JiraProject.Read(project) : null;

    public JiraUser? Assignee => JiraUser.Read(Fields.Member("assignee"));

    public JiraUser? Reporter => JiraUser.Read(Fields.Member("reporter"));

    /// <summary>Name of the resolution; <see langword="null"/> while unresolved.</summary>
    public string? Resolution => Fields.Member("resolution")?.Text("name");

    public string? ResolutionId => Fields.Member("resolution")?.Text("id");

    public IReadOnlyList<string> Labels => Fields.Texts("labels");

    /// <summary>With status and type, as far as the account may see them.</summary>
    public IReadOnlyList<JiraIssue> Subtasks => [.. Fields.Items("subtasks").Select(Read).OfType<JiraIssue>()];

    public IReadOnlyList<JiraAttachment> Attachments => [.. Fields.Items("attachment").Select(JiraAttachment.Read).OfType<JiraAttachment>()];

    /// <summary><see langword="null"/> when Jira put none in, which does not mean that there are none.</summary>
    public JiraRemarks? Comments => JiraRemarks.Read(Fields.Member("comment"), "comments", "body");

    /// <summary>All its comments, without entity properties; <see langword="null"/> where they were not asked for or some are not there.</summary>
    public IReadOnlyList<JiraComment>? AllComments => Comments is { IsWhole: true } && Fields.Member("comment") is { } some
        ? [.. some.Items("comments").Select(JiraComment.Read).OfType<JiraComment>()]
        : null;

    /// <inheritdoc cref="Comments"/>
    public JiraRemarks? Worklogs => JiraRemarks.Read(Fields.Member("worklog"), "worklogs", "comment");

    /// <summary>UTC.</summary>
    public DateTimeOffset? CreatedAt => Fields.Instant("created");

    /// <summary>UTC.</summary>
    public DateTimeOffset? UpdatedAt => Fields.Instant("updated");

    /// <summary>As plain text, from ADF or wiki markup; <see langword="null"/> when empty.</summary>
    public string? DescriptionText => Fields.Member("description") is { } description ? RichTextReader.ToPlainText(description) : null;

    /// <summary>A field as Jira sent it; <see langword="null"/> when it is empty or was not asked for.</summary>
    public JsonElement? Field(string id) => Fields.Member(id);

    /// <summary>The value of an entity property that was asked for; <see langword="null"/> when the issue has none.</summary>
    public JsonElement? Property(string key) => PropertyValues?.Member(key);

    /// <returns><see langword="null"/> when the element has no id or key.</returns>
    internal static JiraIssue? Read(JsonElement json) => json.Text("id") is { } id && json.Text("key") is { } key
        ? new(id, key, json.Member("fields") ?? NoFields, json.Member("properties"))
        : null;
}

/// <summary>What a create answered.</summary>
public sealed record CreatedIssue(string Id, string Key)
{
    public IssueRef Ref => new(Id, Key);
}

/// <summary>What came of reading many issues by id.</summary>
/// <param name="Missing">
/// Asked for but not given, as they were asked: deleted, or not visible to the account. The two cannot be told apart, so absence
/// must not be taken for deletion. Empty when every asked id or key was matched; an issue that moved answers under its new key and
/// is matched by id only.
/// </param>
public sealed record JiraIssueBatch(IReadOnlyList<JiraIssue> Issues, IReadOnlyList<string> Missing)
{
    /// <summary>
    /// Of the missing, those of which Jira said that they are not there for this account. The others may only be missing from an
    /// index that is behind, which Data Center is asked through.
    /// </summary>
    public IReadOnlySet<string> Refused { get; init; } = new HashSet<string>();
}
