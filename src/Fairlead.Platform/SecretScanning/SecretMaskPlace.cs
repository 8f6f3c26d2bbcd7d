using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.SecretScanning;

/// <summary>How it stands with masking at one place.</summary>
public enum SecretMaskState
{
    /// <summary>It can be masked; nothing was done.</summary>
    Possible,

    /// <summary>Places of this kind are not masked; a person edits them in Jira.</summary>
    NotMasked,

    /// <summary>Nothing was changed; the detail says why.</summary>
    Refused,
    Masked,

    /// <summary>The text as it was before stands there again.</summary>
    Restored,

    /// <summary>Jira did not say whether it took the change.</summary>
    Unknown,
}

/// <summary>One text in which a secret stands, and what came of masking it there.</summary>
/// <param name="Count">How often it stands there, where that is known; else 0.</param>
/// <param name="Detail">Why, for people; <see langword="null"/>: there is nothing to say.</param>
public sealed record SecretMaskPlace(string IssueKey, IssueTextKind Kind, string PlaceId, string PlaceName, SecretMaskState State, int Count, string? Detail);
