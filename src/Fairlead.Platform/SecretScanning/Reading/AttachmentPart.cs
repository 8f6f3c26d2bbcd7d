namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>One thing that came of reading a file: a text, or what was not read and why. Nothing is left out without being told.</summary>
public abstract record AttachmentPart
{
    private AttachmentPart()
    {
    }

    public sealed record Text(IssueText Value) : AttachmentPart;

    /// <param name="PlaceName">The file, or the one inside it; as in <see cref="IssueText.PlaceName"/>.</param>
    public sealed record Skipped(string PlaceId, string PlaceName, AttachmentSkipped Reason) : AttachmentPart;
}

/// <summary>Why a file, or a part of it, was not read.</summary>
public abstract record AttachmentSkipped
{
    private AttachmentSkipped()
    {
    }

    /// <summary>The file itself is larger than what is read of one.</summary>
    public sealed record TooLarge(long LimitBytes) : AttachmentSkipped;

    /// <summary>It needs a password.</summary>
    public sealed record Encrypted : AttachmentSkipped;

    /// <summary>A picture, sound, video, font or program, as its content says.</summary>
    public sealed record WithoutText : AttachmentSkipped;

    /// <summary>Text may be in it, and nothing here takes it out: packed by another program than those that are known, a database, a document of Office's older programs.</summary>
    public sealed record UnknownKind : AttachmentSkipped;

    /// <summary>Unpacking was stopped; what came before was read.</summary>
    public sealed record LimitReached(UnpackLimit Limit) : AttachmentSkipped;

    /// <summary>A PDF, and the program that reads them is not installed.</summary>
    public sealed record NoPdfProgram : AttachmentSkipped;

    /// <summary>Reading took longer than this.</summary>
    public sealed record TooSlow(TimeSpan Limit) : AttachmentSkipped;

    /// <summary>It is damaged, or packed in a way that is not known here.</summary>
    public sealed record Unreadable : AttachmentSkipped;

    /// <summary>Deleted meanwhile, or Jira lists it and has no content for it.</summary>
    public sealed record Gone : AttachmentSkipped;

    /// <summary>The account may not read it.</summary>
    public sealed record Forbidden : AttachmentSkipped;

    /// <summary>Jira answers, but did not give this content.</summary>
    public sealed record NotGiven : AttachmentSkipped;
}

/// <summary>Which limit unpacking met.</summary>
public enum UnpackLimit
{
    /// <summary>Size of one file inside.</summary>
    EntryBytes,

    /// <summary>Size of all together.</summary>
    TotalBytes,

    /// <summary>Growth: how many times larger than packed.</summary>
    Ratio,

    /// <summary>Number of files inside.</summary>
    Entries,

    /// <summary>Archives inside archives.</summary>
    Depth,
}
