using Fairlead.Client.Access;
using Fairlead.Client.Operations;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Access.SignIn;

/// <summary>What came of an attempt to sign in with name and password.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <param name="Cookie">The session's value, for the browser only.</param>
    public sealed record SignedIn(string Cookie) : SignInOutcome;

    /// <summary>Name or password is wrong, or the user is disabled; which of them is not told.</summary>
    public sealed record Refused : SignInOutcome;

    public sealed record TooMany(TimeSpan RetryAfter) : SignInOutcome;
}

/// <summary>Opens, recognises and ends sessions; recognises tokens.</summary>
internal sealed class SignInDesk(
    Database database,
    UserStore users,
    TokenStore tokens,
    Passwords passwords,
    SignInThrottle throttle,
    ActivityLog activity,
    LocalAccess local,
    IOptions<AccessOptions> options,
    TimeProvider clock)
{
    /// <summary>Times of use are kept to this resolution, so that a busy token does not mean a write per request.</summary>
    private static readonly TimeSpan SeenResolution = TimeSpan.FromMinutes(1);

    /// <param name="address">The peer's, for the throttle and the audit trail.</param>
    public async Task<SignInOutcome> SignInAsync(string name, string password, string address, CancellationToken ct)
    {
        name = name.Trim().ToLowerInvariant();
        if (throttle.Begin(name, address) is var pause && pause > TimeSpan.Zero)
            return new SignInOutcome.TooMany(pause);

        var user = await users.FindByNameAsync(name, ct);
        if (!await passwords.VerifyAsync(password, user?.PasswordHash, ct) || user is not { IsEnabled: true })
        {
            // Noted for names that there are not too: the time that it takes would tell which there are.
            await NoteAsync(user, "session.refused", address, ct);
            return new SignInOutcome.Refused();
        }

        throttle.Succeeded(name, address);
        var cookie = await OpenSessionAsync(user.Id, ct);
        await NoteAsync(user, "session.opened", address, ct);
        return new SignInOutcome.SignedIn(cookie);
    }

    /// <returns>The value of the new session's cookie.</returns>
    public async Task<string> OpenSessionAsync(UserId user, CancellationToken ct)
    {
        var value = RandomToken.New();
        var now = clock.GetUtcNow();
        await users.StartSessionAsync(RandomToken.HashOf(value), user, now, now - options.Value.SessionMax, ct);
        return value;
    }

    /// <returns><see langword="null"/> when the session is unknown, over, or its user is disabled.</returns>
    public async Task<Caller?> FindSessionAsync(string cookie, CancellationToken ct)
    {
        var hash = RandomToken.HashOf(cookie);
        var now = clock.GetUtcNow();
        if (await users.FindSessionAsync(hash, ct) is not { IsEnabled: true } session)
            return null;
        if (now - session.CreatedAt > options.Value.SessionMax || now - session.LastSeenAt > options.Value.SessionIdle)
            return null;
        if (now - session.LastSeenAt > SeenResolution)
            await users.SeenAsync(hash, now, ct);
        return new Caller(new Actor(ActorKind.User, session.UserId.ToString(), session.Name), session.UserId, (Role)session.Role);
    }

    public Task EndSessionAsync(string cookie, CancellationToken ct) => users.EndSessionAsync(RandomToken.HashOf(cookie), ct);

    /// <returns><see langword="null"/> when the token is unknown, expired, revoked, or its owner is disabled.</returns>
    public async Task<Caller?> FindTokenAsync(string value, CancellationToken ct)
    {
        if (local.Token is { } own && RandomToken.IsSame(value, own.Reveal()))
            return new Caller(new Actor(ActorKind.System, null, "local command line"), null, Role.Administrator);
        if (!value.StartsWith(RandomToken.ApiTokenPrefix, StringComparison.Ordinal) || value.Length > 100)
            return null;

        var now = clock.GetUtcNow();
        if (await tokens.FindAsync(RandomToken.HashOf(value), ct) is not { RevokedAt: null } token)
            return null;
        if (token.ExpiresAt <= now || token.OwnerIsEnabled == false)
            return null;
        if (token.LastUsedAt is null || now - token.LastUsedAt > SeenResolution)
            await tokens.UsedAsync(token.Id, now, ct);
        var role = Math.Min(token.Role, token.OwnerRole ?? token.Role);
        return new Caller(new Actor(ActorKind.Token, token.Id.ToString(), token.Name), token.OwnerId, (Role)role);
    }

    /// <param name="user"><see langword="null"/> for a name that there is not. It is not noted: people type passwords there.</param>
    private async Task NoteAsync(UserRow? user, string action, string address, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var actor = user is null ? Actor.System : new Actor(ActorKind.User, user.Id.ToString(), user.Name);
        var details = user is null ? $"unknown name from {address}" : $"from {address}";
        await activity.AppendAsync(work, actor, action, user?.Id.ToString() ?? "", details, ct);
        await work.CommitAsync(ct);
    }
}

/// <summary>The one-time token of the command line that runs this host in its own process.</summary>
/// <param name="Token"><see langword="null"/> when nobody has one.</param>
internal sealed record LocalAccess(SecretText? Token);
