using System.Security.Cryptography;
using System.Text;
using Fairlead.Client.Providers;
using Fairlead.Platform.SecurityInformation.Apps;
using Fairlead.Platform.SecurityInformation.SignIn;
using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation.Storage;

/// <summary>Provider apps, the access tokens that they got, and the Connect JWT that are used up.</summary>
internal sealed class AppStore(Database database)
{
    private static readonly SqlText ListSql = new(typeof(AppStore), "App.List");
    private static readonly SqlText FindSql = new(typeof(AppStore), "App.Find");
    private static readonly SqlText AddSql = new(typeof(AppStore), "App.Add");
    private static readonly SqlText RotateSql = new(typeof(AppStore), "App.Rotate");
    private static readonly SqlText RevokeSql = new(typeof(AppStore), "App.Revoke");
    private static readonly SqlText HoldSql = new(typeof(AppStore), "App.Hold");
    private static readonly SqlText SecretUsedSql = new(typeof(AppStore), "App.SecretUsed");
    private static readonly SqlText UsedSql = new(typeof(AppStore), "App.Used");
    private static readonly SqlText AddTokenSql = new(typeof(AppStore), "AppToken.Add");
    private static readonly SqlText FindTokenSql = new(typeof(AppStore), "AppToken.Find");
    private static readonly SqlText EndTokensSql = new(typeof(AppStore), "AppToken.EndOf");
    private static readonly SqlText ForgetTokensSql = new(typeof(AppStore), "AppToken.Forget");
    private static readonly SqlText UseSql = new(typeof(AppStore), "UsedToken.Add");
    private static readonly SqlText ForgetUsedSql = new(typeof(AppStore), "UsedToken.Forget");

    public async Task<IReadOnlyList<ProviderApp>> ListAsync(CancellationToken ct) => [.. (await database.QueryAsync<AppRow>(ListSql, null, ct)).Select(r => r.ToApp())];

    public async Task<ProviderApp?> FindAsync(string key, CancellationToken ct) => (await database.FirstAsync<AppRow>(FindSql, new { key }, ct))?.ToApp();

    /// <returns><see langword="false"/> when an app of this key is let in already.</returns>
    public static async Task<bool> AddAsync(UnitOfWork work, ProviderApp app, CancellationToken ct) =>
        await work.ExecuteAsync(AddSql, new { app.Key, app.Name, scopes = AppRow.BitsOf(app.Scopes), app.CreatedAt }, ct) == 1;

    /// <summary>The other place is the present secret's from now on, or still its own where a former one counts and nobody signed in with the present one.</summary>
    /// <param name="keepsFormer">Not where that ends a secret that counts.</param>
    /// <returns>As it is then; <see langword="null"/> when there is no such app that is let in, or a secret would end.</returns>
    public static async Task<ProviderApp?> RotateAsync(UnitOfWork work, string key, DateTimeOffset now, DateTimeOffset? formerUntil, bool keepsFormer, CancellationToken ct) =>
        (await work.FirstAsync<AppRow>(RotateSql, new { key, now, formerUntil, keepsFormer = keepsFormer ? 1 : 0 }, ct))?.ToApp();

    public static async Task<bool> RevokeAsync(UnitOfWork work, string key, DateTimeOffset now, CancellationToken ct) =>
        await work.ExecuteAsync(RevokeSql, new { key, now }, ct) == 1;

    /// <summary>The app signed in with its present secret.</summary>
    /// <param name="app">As it was then.</param>
    public Task SecretUsedAsync(ProviderApp app, CancellationToken ct) => database.ExecuteAsync(SecretUsedSql, new { app.Key, since = app.RotatedAt ?? app.CreatedAt }, ct);

    public Task UsedAsync(string key, DateTimeOffset now, CancellationToken ct) => database.ExecuteAsync(UsedSql, new { key, now }, ct);

    /// <summary>Also forgets those that are over.</summary>
    /// <param name="app">As it was when its secret was checked.</param>
    /// <returns><see langword="false"/>: it has other secrets by now, or none, so that nothing is kept.</returns>
    public async Task<bool> AddTokenAsync(byte[] hash, ProviderApp app, IReadOnlyList<ProviderScope> scopes, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        // Held until the token is there, so that whoever changes the secrets ends it, too, or has done so before.
        if (await work.ExecuteAsync(HoldSql, new { app.Key, since = app.RotatedAt ?? app.CreatedAt }, ct) == 0)
            return false;
        await work.ExecuteAsync(ForgetTokensSql, new { now }, ct);
        await work.ExecuteAsync(AddTokenSql, new { hash, appKey = app.Key, scopes = AppRow.BitsOf(scopes), expiresAt }, ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <returns>The app and what the token lets it do; <see langword="null"/> when there is no such token, or it is over.</returns>
    public async Task<(ProviderApp App, IReadOnlyList<ProviderScope> Scopes)?> FindTokenAsync(byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        await database.FirstAsync<AppRow>(FindTokenSql, new { hash, now }, ct) is { } row ? (row.ToApp(), AppRow.ScopesOf(row.Scopes & row.TokenScopes)) : null;

    public static Task EndTokensAsync(UnitOfWork work, string appKey, CancellationToken ct) => work.ExecuteAsync(EndTokensSql, new { appKey }, ct);

    /// <summary>A token that is good for one thing, told twice or once.</summary>
    /// <param name="token">What no other token has.</param>
    /// <param name="what">What is asked with it.</param>
    /// <param name="endsAt">By its own word.</param>
    /// <param name="isShared">It may have been made for several things at once, of which this is one.</param>
    /// <returns>Whether it is told for the first time; <see langword="null"/>: the token was used for something else before.</returns>
    public async Task<bool?> UseForAsync(string token, string what, DateTimeOffset now, DateTimeOffset endsAt, bool isShared, CancellationToken ct)
    {
        var expiresAt = endsAt + (2 * JwtTimes.Leeway);
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(ForgetUsedSql, new { now }, ct);
        var isNew = await work.ExecuteAsync(UseSql, new { hash = HashOf(token), expiresAt }, ct) == 1;
        var isNewFor = await work.ExecuteAsync(UseSql, new { hash = HashOf($"{token}\n{what}"), expiresAt }, ct) == 1;
        // What is refused is not kept, or it would be taken when it comes again.
        if (isNewFor && !isNew && !isShared)
            return null;
        await work.CommitAsync(ct);
        return isNew;
    }

    /// <summary>Also forgets those that are over.</summary>
    /// <returns><see langword="false"/> when it was used before.</returns>
    public async Task<bool> UseAsync(byte[] hash, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(ForgetUsedSql, new { now }, ct);
        var isFirst = await work.ExecuteAsync(UseSql, new { hash, expiresAt }, ct) == 1;
        await work.CommitAsync(ct);
        return isFirst;
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

internal sealed record AppRow
{
    public string Key { get; init; } = "";

    public string Name { get; init; } = "";

    public int Scopes { get; init; }

    public int Slot { get; init; }

    public DateTimeOffset? FormerUntil { get; init; }

    public bool SecretUsed { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Of the token by which the app was found.</summary>
    public int TokenScopes { get; init; }

    public static int BitsOf(IEnumerable<ProviderScope> scopes) => scopes.Aggregate(0, (bits, s) => bits | (1 << (int)s));

    public static IReadOnlyList<ProviderScope> ScopesOf(int bits) => [.. Enum.GetValues<ProviderScope>().Where(s => (bits & (1 << (int)s)) != 0)];

    public ProviderApp ToApp() => new(Key, Name, ScopesOf(Scopes), Slot, FormerUntil, SecretUsed, CreatedAt, RotatedAt, LastUsedAt, RevokedAt);
}
