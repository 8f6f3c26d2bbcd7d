namespace Fairlead.Client.Providers;

/// <summary>What a provider app may do with Jira's Security Information API, as the scopes of a Connect app.</summary>
public enum ProviderScope
{
    /// <summary>Reads back what it told.</summary>
    Read,

    /// <summary>Links workspaces and submits vulnerabilities.</summary>
    Write,

    /// <summary>Unlinks workspaces and deletes vulnerabilities.</summary>
    Delete,
}

/// <summary>An app that tells of vulnerabilities, without its secret.</summary>
/// <param name="Key">What it calls itself: <c>iss</c> of its Connect JWT, <c>client_id</c> for access tokens.</param>
/// <param name="RotatedAt">When its secret was replaced last; <see langword="null"/>: never.</param>
/// <param name="FormerSecretUntil">Until when the secret before counts, too; <see langword="null"/>: it does not.</param>
/// <param name="LastUsedAt">To the minute.</param>
/// <param name="RevokedAt">Since when it is let in no more.</param>
public sealed record ProviderResponse(
    string Key,
    string Name,
    IReadOnlyList<ProviderScope> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? FormerSecretUntil,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);

/// <param name="Key">1 to 100 characters of <c>A-Z a-z 0-9 . _ -</c>, as keys of Connect apps.</param>
/// <param name="Name">1 to 100 characters, for people; absent: the key.</param>
/// <param name="Scopes">Absent: all three.</param>
public sealed record AddProviderRequest(string Key, string? Name = null, IReadOnlyList<ProviderScope>? Scopes = null);

/// <param name="KeepFormerForHours">How long the present secret still counts beside the new one: 0 to 168; absent: 24. With 0 all others end at once.</param>
/// <param name="EndFormer">Ends the secret from before the last rotation at once where it still counts; else that is a conflict where the app signed in with the present one, since not all of it may have changed over yet. A present one that was never used gives way.</param>
public sealed record RotateProviderRequest(int? KeepFormerForHours = null, bool EndFormer = false);

/// <summary>The only answer that ever holds the secret.</summary>
/// <param name="Secret">Shared secret of Connect JWT, and <c>client_secret</c>.</param>
public sealed record ProviderSecretResponse(ProviderResponse Provider, string Secret);
