using Fairlead.Client.Access;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Access;

/// <summary>A person or service that signs in with name and password.</summary>
/// <param name="Name">Lower case, unique.</param>
/// <param name="LastSignInAt">UTC. <see langword="null"/> before the first time.</param>
public sealed record UserAccount(
    UserId Id, string Name, Role Role, bool IsEnabled, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt);

/// <summary>An API token; its value is known to nobody but its holder.</summary>
/// <param name="Prefix">The first characters of the value, to tell tokens apart.</param>
/// <param name="OwnerId"><see langword="null"/> when the local command line made it.</param>
public sealed record AccessToken(
    ApiTokenId Id,
    string Name,
    string Prefix,
    Role Role,
    UserId? OwnerId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);
