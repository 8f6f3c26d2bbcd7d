using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Access;

/// <summary>What an account may do; each includes the ones before it.</summary>
public enum Role
{
    /// <summary>Sees findings, tickets and the state of everything; changes nothing.</summary>
    Viewer,

    /// <summary>Imports, plans, applies, edits findings and ticket configurations.</summary>
    Editor,

    /// <summary>Connections, users, tokens of others, settings.</summary>
    Administrator,
}

/// <summary>Who the caller is.</summary>
/// <param name="UserId"><see langword="null"/> for the built-in local command line.</param>
public sealed record MeResponse(UserId? UserId, string Name, Role Role);

/// <summary>A person or service that signs in.</summary>
/// <param name="IsEnabled">A disabled user cannot sign in; sessions and tokens end at once.</param>
public sealed record UserResponse(
    UserId Id, string Name, Role Role, bool IsEnabled, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt);

/// <param name="Name">3 to 64 characters of <c>a-z 0-9 . _ - @</c>, lower case.</param>
/// <param name="Password">12 to 128 characters.</param>
public sealed record CreateUserRequest(string Name, string Password, Role Role);

/// <summary>What is absent stays as it is.</summary>
public sealed record ChangeUserRequest(Role? Role = null, bool? IsEnabled = null, string? Password = null);

/// <summary>An API token as it can be shown: without its value.</summary>
/// <param name="Prefix">The first characters of the value, to tell tokens apart.</param>
public sealed record ApiTokenResponse(
    ApiTokenId Id,
    string Name,
    string Prefix,
    Role Role,
    UserId? OwnerId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);

/// <param name="Name">1 to 100 characters; what the token is for.</param>
/// <param name="Role">At most the caller's own; absent means the caller's own.</param>
/// <param name="ExpiresInDays">1 to 3650; absent means 365.</param>
public sealed record CreateApiTokenRequest(string Name, Role? Role = null, int? ExpiresInDays = null);

/// <summary>The only answer that ever holds the token's value.</summary>
public sealed record CreatedApiTokenResponse(ApiTokenResponse Token, string Value);
