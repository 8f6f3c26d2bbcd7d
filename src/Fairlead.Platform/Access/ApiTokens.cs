using Fairlead.Client.Access;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access.Storage;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Access;

/// <summary>Makes, lists and revokes API tokens. An administrator sees all, everybody else their own.</summary>
internal sealed class ApiTokens(Database database, TokenStore tokens, ActivityLog activity, TimeProvider clock)
{
    public const int MaxDays = 3650;
    public const int DefaultDays = 365;

    private const int PrefixLength = 9;

    public Task<IReadOnlyList<AccessToken>> ListAsync(Caller caller, CancellationToken ct) =>
        tokens.ListAsync(OnlyOf(caller), ct);

    /// <returns>The token and its value, which cannot be read again.</returns>
    /// <exception cref="ProblemException">A value is not accepted, or the role is above the caller's own.</exception>
    public async Task<(AccessToken Token, string Value)> CreateAsync(
        Caller caller, CreateApiTokenRequest request, CancellationToken ct)
    {
        var days = request.ExpiresInDays ?? DefaultDays;
        var role = request.Role ?? caller.Role;
        new Validation()
            .Text("/name", request.Name, maxLength: 100)
            .Check(days is >= 1 and <= MaxDays, "/expiresInDays", $"must be from 1 to {MaxDays}")
            .ThrowIfAny();
        if (role > caller.Role)
            throw new ProblemException(new Problem(ProblemKind.Forbidden, $"A token cannot do more than you may yourself ({caller.Role})."));

        var value = RandomToken.NewApiToken();
        var now = clock.GetUtcNow();
        var row = new TokenRow
        {
            Id = ApiTokenId.New(clock),
            Name = request.Name,
            Prefix = value[..PrefixLength],
            Hash = RandomToken.HashOf(value),
            Role = (int)role,
            OwnerId = caller.UserId,
            CreatedAt = now,
            ExpiresAt = now.AddDays(days),
        };
        await using var work = await database.BeginAsync(ct);
        await TokenStore.InsertAsync(work, row, ct);
        await activity.AppendAsync(work, caller.Actor, "token.created", row.Id.ToString(), $"{row.Name} as {role} for {days} days", ct);
        await work.CommitAsync(ct);
        return (row.ToToken(), value);
    }

    /// <returns><see langword="false"/> when there is no such token that the caller may revoke.</returns>
    public async Task<bool> RevokeAsync(Caller caller, ApiTokenId id, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (!await TokenStore.RevokeAsync(work, id, OnlyOf(caller), clock.GetUtcNow(), ct))
            return false;
        await activity.AppendAsync(work, caller.Actor, "token.revoked", id.ToString(), "", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>An ownerless token below administrator sees tokens of nobody: the nil user owns none.</summary>
    private static UserId? OnlyOf(Caller caller) =>
        caller.Role == Role.Administrator ? null : caller.UserId ?? new UserId(Guid.Empty);
}
