namespace Fairlead.Platform.SecretScanning;

/// <summary>Why something in Jira was not looked through, or not all of it.</summary>
public enum SkipCause
{
    /// <summary>Larger than what is read of one.</summary>
    TooLarge = 1,

    /// <summary>It needs a password.</summary>
    Encrypted = 2,

    /// <summary>A picture, sound, video, font or program, as its content says. Counted, not listed: a project is full of pictures.</summary>
    NoText = 3,

    /// <summary>Unpacking met one of its limits.</summary>
    UnpackingLimit = 4,

    /// <summary>A PDF, and the program that reads them is not installed.</summary>
    NoPdfProgram = 5,

    /// <summary>Reading it took too long.</summary>
    TooSlow = 6,

    /// <summary>Damaged, or packed in a way that is not known here.</summary>
    Unreadable = 7,

    /// <summary>Deleted meanwhile, or without content in Jira.</summary>
    Gone = 8,

    /// <summary>The account may not read it.</summary>
    Forbidden = 9,

    /// <summary>Jira answers, but did not give this.</summary>
    NotGiven = 10,

    /// <summary>It holds more matches than are kept of one text.</summary>
    TooManyMatches = 11,

    /// <summary>A rule of Fairlead took too long in it and did not come to its end. All others did.</summary>
    RuleStalled = 12,

    /// <summary>Of a kind out of which nothing here takes text, though some may be in it.</summary>
    UnknownKind = 13,
}

/// <summary>Something in Jira that was not looked through, or not all of it.</summary>
/// <param name="PlaceId">Id of the attachment, the field or the comment; empty: of the issue itself.</param>
/// <param name="PlaceName">The file, and the one inside it; and which rule, where only that one did not come to its end.</param>
public sealed record SkippedText(string IssueKey, string PlaceId, string PlaceName, SkipCause Cause);
