using Fairlead.Client.Access;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Access.Storage;

/// <summary>API tokens by the hash of their value.</summary>
internal sealed class TokenStore(Database database)
{
    private static readonly SqlText ListSql = new(typeof(TokenStore), "Token.List");
    private static readonly SqlText ByHashSql = new(typeof(TokenStore), "Token.ByHash");
    private static readonly SqlText InsertSql = new(typeof(TokenStore), "Token.Insert");
    private static readonly SqlText UsedSql = new(typeof(TokenStore), "Token.Used");
    private static readonly SqlText RevokeSql = new(typeof(TokenStore), "Token.Revoke");

    /// <param name="owner">Only this user's; <see langword="null"/> for all.</param>
    public async Task<IReadOnlyList<AccessToken>> ListAsync(UserId? owner, CancellationToken ct) =>
        [.. (await database.QueryAsync<TokenRow>(ListSql, new { owner, all = owner is null }, ct)).Select(r => r.ToToken())];

    /// <returns>The token with its owner's state; <see langword="null"/> when no token has this value.</returns>
    public Task<TokenRow?> FindAsync(byte[] hash, CancellationToken ct) => database.FirstAsync<TokenRow>(ByHashSql, new { hash }, ct);

    public static Task InsertAsync(UnitOfWork work, TokenRow token, CancellationToken ct) => work.ExecuteAsync(InsertSql, token, ct);

    public Task UsedAsync(ApiTokenId id, DateTimeOffset now, CancellationToken ct) => database.ExecuteAsync(UsedSql, new { id, now }, ct);

    /// <returns><see langword="false"/> when there is no such token of this owner, or it is revoked already.</returns>
    public static async Task<bool> RevokeAsync(UnitOfWork work, ApiTokenId id, UserId? owner, DateTimeOffset now, CancellationToken ct) =>
        await work.ExecuteAsync(RevokeSql, new { id, owner, all = owner is null, now }, ct) == 1;
}

internal sealed record TokenRow
{
    public ApiTokenId Id { get; init; }

    public string Name { get; init; } = "";

    public string Prefix { get; init; } = "";

    public byte[] Hash { get; init; } = [];

    public int Role { get; init; }

    public UserId? OwnerId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The owner's role now: a token never does more than its owner may. <see langword="null"/> without an owner.</summary>
    public int? OwnerRole { get; init; }

    public bool? OwnerIsEnabled { get; init; }

    public AccessToken ToToken() => new(Id, Name, Prefix, (Role)Role, OwnerId, CreatedAt, ExpiresAt, LastUsedAt, RevokedAt);
}
