using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation.Storage;

/// <summary>Which server submits to a site.</summary>
internal sealed class SiteLeaseStore(Database database)
{
    private static readonly SqlText ClaimSql = new(typeof(SiteLeaseStore), "Site.Claim");
    private static readonly SqlText KeepSql = new(typeof(SiteLeaseStore), "Site.Keep");
    private static readonly SqlText ReleaseSql = new(typeof(SiteLeaseStore), "Site.Release");
    private static readonly SqlText HeldSql = new(typeof(SiteLeaseStore), "Site.Held");

    /// <summary>A file belongs to one process: what another left there when it was killed is over.</summary>
    private bool IsShared => database.Engine != DatabaseEngine.Sqlite;

    /// <returns><see langword="false"/>: another server has the site, or it was installed again.</returns>
    public async Task<bool> ClaimAsync(ProviderSite site, Guid owner, DateTimeOffset now, DateTimeOffset until, CancellationToken ct) =>
        await database.ExecuteAsync(
            ClaimSql, new { clientKey = site.ClientKey, installation = site.Installation, owner, until, now = IsShared ? now : until.AddYears(1) }, ct) == 1;

    /// <returns><see langword="false"/>: another server has the site.</returns>
    public async Task<bool> KeepAsync(ProviderSite site, DateTimeOffset until, CancellationToken ct) =>
        await database.ExecuteAsync(KeepSql, new { clientKey = site.ClientKey, owner = site.Owner, until }, ct) == 1;

    public Task ReleaseAsync(ProviderSite site, CancellationToken ct) => database.ExecuteAsync(ReleaseSql, new { clientKey = site.ClientKey, owner = site.Owner }, ct);

    /// <returns><see langword="false"/>: another server has the site, or nothing is to be submitted to it any more.</returns>
    public async Task<bool> IsHeldAsync(ProviderSite site, CancellationToken ct) =>
        (await database.QueryAsync<int>(HeldSql, new { clientKey = site.ClientKey, installation = site.Installation, owner = site.Owner }, ct)).Count > 0;
}
