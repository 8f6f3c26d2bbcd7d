namespace Fairlead.Platform.SecretScanning;

/// <summary>How it stands with telling the author of a secret in one issue.</summary>
public enum SecretNoticeState
{
    /// <summary>It can be said; nothing was.</summary>
    Possible,
    Said,

    /// <summary>It could not be; the detail says why. It is tried again a day later.</summary>
    NotSaid,

    /// <summary>Jira did not say whether it took the comment. It is looked for before it is said again.</summary>
    Unknown,
}

/// <summary>What is, or would be, said on one issue.</summary>
/// <param name="To">Names of those who are called; empty: Jira names nobody.</param>
/// <param name="IsInternal">In a service project, only for those who work on requests.</param>
/// <param name="Text">As plain text; <see langword="null"/>: nothing is said here now.</param>
public sealed record SecretNotice(string IssueKey, SecretNoticeState State, IReadOnlyList<string> To, bool IsInternal, string? Text, string? Detail);
