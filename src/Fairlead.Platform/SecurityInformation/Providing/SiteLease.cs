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
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _left = new();
    private readonly Task _renewing;

    private SiteLease(SiteLeaseStore store, ProviderSite site, TimeProvider clock, ILogger log)
    {
        (_store, Site, _clock, _log) = (store, site, clock, log);
        _renewing = RenewAsync(_left.Token);
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
        try
        {
            await _left.CancelAsync();
            await _renewing;
            await _store.ReleaseAsync(Site, CancellationToken.None);
        }
        catch (DatabaseUnavailableException e)
        {
            // It ends by itself.
            _log.SiteNotHeld(e, Site.BaseUrl);
        }
        finally
        {
            _left.Dispose();
        }
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(RenewAfter, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (!await TryRenewAsync(ct))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // Left.
        }
    }

    /// <returns><see langword="false"/>: another server has it.</returns>
    private async Task<bool> TryRenewAsync(CancellationToken ct)
    {
        try
        {
            return await _store.KeepAsync(Site, _clock.GetUtcNow() + Lifetime, ct);
        }
        catch (DatabaseUnavailableException e)
        {
            _log.SiteNotHeld(e, Site.BaseUrl);
            return true;
        }
    }
}
