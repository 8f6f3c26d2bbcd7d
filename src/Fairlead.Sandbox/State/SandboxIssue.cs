namespace Fairlead.Sandbox.State;

/// <summary>One issue as it is now, whatever the search index says.</summary>
/// <param name="Description">As plain text; null for none.</param>
/// <param name="DescriptionMarkup">As stored: ADF as JSON text or wiki markup; null for none.</param>
/// <param name="StatusCategory"><c>new</c>, <c>indeterminate</c> or <c>done</c>.</param>
/// <param name="Assignee">Display name; null for nobody.</param>
/// <param name="Properties">Entity properties as JSON text.</param>
/// <param name="Fields">Every set field by id, rendered as REST v2 shows it, as JSON text.</param>
/// <param name="Revision">1 at creation, one more with each change of fields or status.</param>
public sealed record SandboxIssue(
    long Id,
    string Key,
    string ProjectKey,
    string IssueType,
    string Summary,
    string? Description,
    string? DescriptionMarkup,
    string Status,
    string StatusCategory,
    string? Resolution,
    string? Priority,
    string? Assignee,
    IReadOnlyList<string> Labels,
    IReadOnlyDictionary<string, string> Properties,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<SandboxComment> Comments,
    IReadOnlyList<SandboxRemoteLink> RemoteLinks,
    IReadOnlyList<SandboxAttachment> Attachments,
    IReadOnlyList<SandboxIssueLink> Links,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Revision)
{
    /// <summary>Of the issue above: of a sub-task, or on Cloud the epic; null for none.</summary>
    public string? ParentKey { get; init; }

    public bool IsDone => StatusCategory == "done";
}

/// <param name="Text">As plain text.</param>
/// <param name="Markup">As stored: ADF as JSON text or wiki markup.</param>
public sealed record SandboxComment(long Id, string Author, string Text, string Markup, DateTimeOffset CreatedAt);

public sealed record SandboxRemoteLink(long Id, string? GlobalId, string Url, string Title);

public sealed record SandboxAttachment(long Id, string FileName, string ContentType, int SizeBytes, ReadOnlyMemory<byte> Content);

/// <param name="Type">Such as <c>Duplicate</c>.</param>
/// <param name="OtherKey">The issue at the other end.</param>
/// <param name="IsOutward">Whether this issue is the one the link goes out from.</param>
public sealed record SandboxIssueLink(long Id, string Type, string OtherKey, bool IsOutward);
