using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Lets one server at a time submit to a site: renewed again and again while it is held, and over by itself when its holder is killed or held up. Whoever lost
/// it begins no call any more, and notes nothing.
/// </summary>
internal sealed class SiteLease : IAsyncDisposable
{
    /// <summary>How long a holder that does not renew keeps others out. Clocks of servers that differ by more let them in early.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RenewAfter = Lifetime / 3;

    private readonly SiteLeaseStore _store;
    private readonly ILogger _log;
    private readonly Renewal _renewal;

    private SiteLease(SiteLeaseStore store, ProviderSite site, TimeProvider clock, ILogger log)
    {
        (_store, Site, _log) = (store, site, log);
        _renewal = new Renewal(RenewAfter, clock, ct => store.KeepAsync(site, clock.GetUtcNow() + Lifetime, ct), e => log.SiteNotHeld(e, site.BaseUrl));
    }

    /// <summary>As it was when it was taken, with its owner.</summary>
    public ProviderSite Site { get; }

    /// <returns><see langword="null"/>: another server submits to the site.</returns>
    public static async Task<SiteLease?> TryTakeAsync(SiteLeaseStore store, ProviderSiteStore sites, string clientKey, TimeProvider clock, ILogger log, CancellationToken ct)
    {
        var (owner, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        // What was read before it is held may be what another server was about to change.
        return await sites.FindAsync(clientKey, ct) is { } seen && await store.ClaimAsync(seen, owner, now, now + Lifetime, ct)
            ? new SiteLease(store, (await sites.FindAsync(clientKey, ct) ?? seen) with { Owner = owner }, clock, log)
            : null;
    }

    /// <summary>Whether a call may go out.</summary>
    public async ValueTask<bool> IsHeldAsync(CancellationToken ct) => await _store.IsHeldAsync(Site, ct);

    public async ValueTask DisposeAsync()
    {
        await _renewal.DisposeAsync();
        try
        {
            await _store.ReleaseAsync(Site, CancellationToken.None);
        }
        catch (DatabaseUnavailableException e)
        {
            // It ends by itself.
            _log.SiteNotHeld(e, Site.BaseUrl);
        }
    }
}
