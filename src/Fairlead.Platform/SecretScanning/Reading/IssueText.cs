namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>Where in an issue a text stands.</summary>
public enum IssueTextKind
{
    Summary,
    Description,
    Environment,

    /// <summary>Any other field, mostly a custom one.</summary>
    Field,
    Comment,
    Worklog,

    /// <summary>The name of a file, not its content.</summary>
    AttachmentName,

    /// <summary>The content of a file, or of a file inside it.</summary>
    Attachment,
}

/// <summary>One text of an issue, for looking through.</summary>
/// <param name="PlaceId">Id of the field, comment, worklog or attachment; that of the attachment also for a file inside an archive.</param>
/// <param name="PlaceName">For people, on one line: the field's name, the file's name, <c>build.zip!/conf/app.properties</c>.</param>
/// <param name="IsHistorical">It stood there once, and the issue's history still shows it.</param>
/// <param name="Utf8">Lines and columns in it are those that a person sees. May share its memory with what was read.</param>
public sealed record IssueText(IssueTextKind Kind, string PlaceId, string PlaceName, bool IsHistorical, ReadOnlyMemory<byte> Utf8);
