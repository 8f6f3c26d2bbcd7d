using Fairlead.Client.Providers;

namespace Fairlead.Platform.SecurityInformation.Apps;

/// <summary>An app that signs in as a provider of its own.</summary>
/// <param name="Slot">Which of its two secrets is the present one, 0 or 1.</param>
/// <param name="FormerUntil">Until when the other one counts, too.</param>
/// <param name="SecretUsed">The app signed in with the present one.</param>
public sealed record ProviderApp(
    string Key,
    string Name,
    IReadOnlyList<ProviderScope> Scopes,
    int Slot,
    DateTimeOffset? FormerUntil,
    bool SecretUsed,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>Its vulnerabilities are its own: no user and no other app has this key.</summary>
    internal SecurityProvider Provider => new($"app:{Key}", Name);

    internal bool HasFormer(DateTimeOffset now) => FormerUntil > now;
}
