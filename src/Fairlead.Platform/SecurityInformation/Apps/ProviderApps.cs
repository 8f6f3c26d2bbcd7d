using Fairlead.Client.Providers;
using Fairlead.Kernel;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation.Apps;

/// <summary>Registers, rotates and revokes provider apps. Every change is in the audit trail, in the same transaction.</summary>
internal sealed class ProviderApps(Database database, AppStore store, AppSecrets secrets, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Apps that there may be, revoked ones among them.</summary>
    public const int Max = 200;

    public const int MaxKey = 100;
    public const int DefaultKeepHours = 24;
    public const int MaxKeepHours = 168;

    public static bool IsKey(string key) => key.Length is > 0 and <= MaxKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>By key; those that are revoked, too.</summary>
    public Task<IReadOnlyList<ProviderApp>> ListAsync(CancellationToken ct) => store.ListAsync(ct);

    /// <returns><see langword="null"/> when there is none of this key.</returns>
    public Task<ProviderApp?> FindAsync(string key, CancellationToken ct) => store.FindAsync(key, ct);

    /// <summary>An app that was revoked is let in again, with a new secret, and finds what it told before.</summary>
    /// <returns>The app and its secret, which is told this once.</returns>
    /// <exception cref="ProblemException">A value is not accepted, or the key is taken.</exception>
    public async Task<(ProviderApp App, SecretText Secret)> AddAsync(Actor actor, AddProviderRequest request, CancellationToken ct)
    {
        var scopes = (request.Scopes ?? Enum.GetValues<ProviderScope>()).Distinct().Order().ToList();
        new Validation()
            .Check(IsKey(request.Key), "/key", $"must have 1 to {MaxKey} letters A-Z and a-z, digits, dots, underscores and hyphens")
            .Text("/name", request.Name, maxLength: 100)
            .Check(scopes.Count > 0, "/scopes", "must name at least one scope")
            .ThrowIfAny();
        var known = await store.ListAsync(ct);
        if (known.FirstOrDefault(a => a.Key.Equals(request.Key, StringComparison.OrdinalIgnoreCase) && (a.RevokedAt is null || a.Key != request.Key)) is { } other)
            throw Taken(other.Key);
        if (known.Count >= Max && known.All(a => a.Key != request.Key))
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There may be {Max} provider apps, revoked ones among them. Use the key of one that is not needed any more."));

        await using var work = await database.BeginAsync(ct);
        var app = new ProviderApp(request.Key, request.Name ?? request.Key, scopes, 0, null, false, clock.GetUtcNow(), null, null, null);
        if (!await AppStore.AddAsync(work, app, ct))
            throw Taken(app.Key);
        var secret = await secrets.MakeAsync(work, app.Key, app.Slot, ct);
        await activity.AppendAsync(work, actor, "provider.added", app.Key, $"{app.Name}: {Words(scopes)}", ct);
        await work.CommitAsync(ct);
        return (app, secret);
    }

    /// <summary>
    /// Makes a new secret; the present one still counts for a while. One that counted from a rotation before ends now, where the request says so; it stays instead of the present one
    /// where nobody signed in with that since, as when it was lost.
    /// </summary>
    /// <returns><see langword="null"/> when there is no such app.</returns>
    /// <exception cref="ProblemException">A value is not accepted, the app is revoked, or a secret from a rotation before still counts beside one that is used.</exception>
    public async Task<(ProviderApp App, SecretText Secret)?> RotateAsync(Actor actor, string key, RotateProviderRequest request, CancellationToken ct)
    {
        var hours = request.KeepFormerForHours ?? DefaultKeepHours;
        new Validation().Check(hours is >= 0 and <= MaxKeepHours, "/keepFormerForHours", $"must be from 0 to {MaxKeepHours}").ThrowIfAny();
        var now = clock.GetUtcNow();
        await using (var work = await database.BeginAsync(ct))
        {
            if (await AppStore.RotateAsync(work, key, now, hours == 0 ? null : now.AddHours(hours), keepsFormer: hours > 0 && !request.EndFormer, ct) is { } app)
            {
                var secret = await secrets.MakeAsync(work, key, app.Slot, ct);
                if (hours == 0)
                {
                    // Whoever has the old secret may have got tokens for it.
                    await AppSecrets.ForgetAsync(work, key, 1 - app.Slot, ct);
                    await AppStore.EndTokensAsync(work, key, ct);
                }

                await activity.AppendAsync(work, actor, "provider.rotated", key, hours == 0 ? "the former secret ended at once" : $"the former secret counts for {hours} h more", ct);
                await work.CommitAsync(ct);
                return (app, secret);
            }
        }

        return await store.FindAsync(key, ct) is { } other ? throw NotRotated(other) : null;
    }

    /// <summary>The app is let in no more, and its access tokens end. What it told stays.</summary>
    /// <returns><see langword="false"/> when there is no such app that is let in.</returns>
    public async Task<bool> RevokeAsync(Actor actor, string key, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (!await AppStore.RevokeAsync(work, key, clock.GetUtcNow(), ct))
            return false;
        await AppSecrets.ForgetAsync(work, key, 0, ct);
        await AppSecrets.ForgetAsync(work, key, 1, ct);
        await AppStore.EndTokensAsync(work, key, ct);
        await activity.AppendAsync(work, actor, "provider.revoked", key, "", ct);
        await work.CommitAsync(ct);
        return true;
    }

    public static string Words(IEnumerable<ProviderScope> scopes) => string.Join(' ', scopes.Select(s => s.ToString().ToUpperInvariant()));

    private static ProblemException NotRotated(ProviderApp app) => new(new Problem(ProblemKind.Conflict, app switch
    {
        { RevokedAt: { } revoked } => $"{Problem.Quote(app.Key)} was revoked on {TextOf(revoked)}, and its secret is forgotten. To let it in again, with a new secret, register its key: fairlead provider add {app.Key}",
        { FormerUntil: { } until } => $"The secret of {Problem.Quote(app.Key)} from before its last rotation counts until {TextOf(until)}, and another rotation ends it at once: whoever has it is out then. Rotate after that, or all the same: --force, endFormer in the API",
        _ => $"{Problem.Quote(app.Key)} was changed at the same time. Look at it, and try again.",
    }));

    private static string TextOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static ProblemException Taken(string key) =>
        new(new Problem(ProblemKind.Conflict, $"There is a provider app {Problem.Quote(key)} already. Rotate its secret, as when that was lost: fairlead provider rotate {key}. Or revoke it first: fairlead provider revoke {key}"));
}
