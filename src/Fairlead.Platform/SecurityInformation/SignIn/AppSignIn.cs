using System.Security.Cryptography;
using System.Text;
using Fairlead.Client.Providers;
using Fairlead.Jira.SignIn;
using Fairlead.Kernel;
using Fairlead.Platform.Access;
using Fairlead.Platform.SecurityInformation.Apps;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.SignIn;

/// <summary>What came of a token.</summary>
internal abstract record AppSignInOutcome
{
    private AppSignInOutcome()
    {
    }

    /// <param name="Scopes">What this token lets the app do.</param>
    public sealed record SignedIn(ProviderApp App, IReadOnlyList<ProviderScope> Scopes) : AppSignInOutcome;

    /// <param name="Reason">For people.</param>
    public sealed record Refused(string Reason) : AppSignInOutcome;
}

/// <summary>What came of a request for an access token.</summary>
internal abstract record TokenOutcome
{
    private TokenOutcome()
    {
    }

    public sealed record Issued(string Token, TimeSpan Lifetime, IReadOnlyList<ProviderScope> Scopes) : TokenOutcome;

    /// <summary>No such app, or another secret.</summary>
    public sealed record UnknownClient : TokenOutcome;

    /// <summary>The app has not these scopes.</summary>
    public sealed record ScopeRefused : TokenOutcome;

    /// <summary>Too many attempts failed.</summary>
    public sealed record Paused(TimeSpan Pause) : TokenOutcome;
}

/// <summary>Signs provider apps in.</summary>
internal sealed class AppSignIn(AppStore store, AppSecrets secrets, IOptions<SecurityInformationOptions> options, IOptions<SyncOptions> addresses, TimeProvider clock)
{
    /// <summary>Of access tokens, so that they are told from API tokens.</summary>
    public const string TokenPrefix = "fla_";

    private const int MaxToken = 100;

    private static readonly TimeSpan UsedResolution = TimeSpan.FromMinutes(1);

    /// <summary>Checked where there is no app, so that this takes as long as a wrong signature.</summary>
    private static readonly SecretText Nobodys = new(RandomToken.New());

    /// <summary>Its own: who guesses an app's secret keeps no person of the same address from signing in.</summary>
    private readonly SignInThrottle _throttle = new(clock);

    /// <param name="target">Path and query as they stand in the request line.</param>
    public async Task<AppSignInOutcome> OfJwtAsync(string text, HttpRequest request, string target, CancellationToken ct)
    {
        var (token, refusal) = ConnectJwt.Read(text);
        if (token is null)
            return new AppSignInOutcome.Refused(refusal!);
        var now = clock.GetUtcNow();
        var (app, known) = await KnownAsync(token.Issuer, now, ct);
        if (!token.IsSignedWithOneOf(known) || app is null)
            return new AppSignInOutcome.Refused("No provider app of this iss is let in, or it signs with another secret.");

        var canonical = QueryStringHash.CanonicalRequests(request.Method, target, request.PathBase.Value ?? "");
        var own = (addresses.Value.PublicUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}").TrimEnd('/');
        if (token.RefusalFor(canonical, own, now) is { } reason)
            return new AppSignInOutcome.Refused(reason);

        // Atlassian's libraries name no jti, and two of their tokens for the same request in the same second are one and the same: a tool that
        // submits twice in a second is not to be taken for somebody who has overheard it, unless an administrator says so.
        if (token.Id is { } id && !await UseAsync($"{app.Key}\n{id}", token, now, ct))
            return new AppSignInOutcome.Refused("A token of this jti was used before.");
        if (token.Id is null && options.Value.TokensOnce && !await UseAsync(token.Signature, token, now, ct))
            return new AppSignInOutcome.Refused("The token was used before: SecurityInformation:TokensOnce asks for another one for each request.");
        await NoteUseAsync(app, now, ct);
        await NoteSecretAsync(app, token.IsSignedWithOneOf([known[0]]), ct);
        return new AppSignInOutcome.SignedIn(app, app.Scopes);
    }

    public async Task<AppSignInOutcome> OfAccessTokenAsync(string value, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (value.Length > MaxToken || await store.FindTokenAsync(RandomToken.HashOf(value), now, ct) is not var (app, scopes))
            return new AppSignInOutcome.Refused("The access token is unknown, or it has ended. Get another one from /oauth/token.");
        await NoteUseAsync(app, now, ct);
        return new AppSignInOutcome.SignedIn(app, scopes);
    }

    /// <param name="wanted"><see langword="null"/>: all that the app has.</param>
    /// <param name="address">Of the caller.</param>
    public async Task<TokenOutcome> IssueAsync(string key, string secret, IReadOnlyList<ProviderScope>? wanted, string address, CancellationToken ct)
    {
        if (_throttle.Begin(key, address) is { Ticks: > 0 } pause)
            return new TokenOutcome.Paused(pause);
        while (true)
        {
            // Once more where the app was rotated or revoked in between: by the secrets that it has then.
            if (await TryIssueAsync(key, secret, wanted, address, ct) is { } outcome)
                return outcome;
        }
    }

    /// <returns><see langword="null"/>: the app has other secrets than those by which this was decided.</returns>
    private async Task<TokenOutcome?> TryIssueAsync(string key, string secret, IReadOnlyList<ProviderScope>? wanted, string address, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (app, known) = await KnownAsync(key, now, ct);
        var isRight = false;
        foreach (var one in known)
            isRight |= RandomToken.IsSame(secret, one.Reveal());
        if (!isRight || app is null)
            return new TokenOutcome.UnknownClient();
        var scopes = wanted ?? app.Scopes;
        if (scopes.Except(app.Scopes).Any())
        {
            _throttle.Succeeded(key, address);
            return new TokenOutcome.ScopeRefused();
        }

        var (value, lifetime) = (TokenPrefix + RandomToken.New(), options.Value.AccessTokenLifetime);
        if (!await store.AddTokenAsync(RandomToken.HashOf(value), app, scopes, now, now + lifetime, ct))
            return null;
        _throttle.Succeeded(key, address);
        await NoteUseAsync(app, now, ct);
        await NoteSecretAsync(app, RandomToken.IsSame(secret, known[0].Reveal()), ct);
        return new TokenOutcome.Issued(value, lifetime, scopes);
    }

    /// <returns>The app, and its secrets that count now, the present one first.</returns>
    private async Task<(ProviderApp? App, IReadOnlyList<SecretText> Secrets)> KnownAsync(string key, DateTimeOffset now, CancellationToken ct)
    {
        if (!ProviderApps.IsKey(key) || await store.FindAsync(key, ct) is not { RevokedAt: null } app)
            return (null, [Nobodys]);
        return (app, await secrets.OfAsync(app, now, ct));
    }

    private Task<bool> UseAsync(string what, ConnectJwt token, DateTimeOffset now, CancellationToken ct) =>
        store.UseAsync(SHA256.HashData(Encoding.UTF8.GetBytes(what)), now, token.ExpiresAt + (2 * JwtTimes.Leeway), ct);

    /// <param name="isPresent">It was the present secret; else the former one.</param>
    private Task NoteSecretAsync(ProviderApp app, bool isPresent, CancellationToken ct) => isPresent && !app.SecretUsed ? store.SecretUsedAsync(app, ct) : Task.CompletedTask;

    private Task NoteUseAsync(ProviderApp app, DateTimeOffset now, CancellationToken ct) =>
        app.LastUsedAt is { } last && now - last < UsedResolution ? Task.CompletedTask : store.UsedAsync(app.Key, now, ct);
}
