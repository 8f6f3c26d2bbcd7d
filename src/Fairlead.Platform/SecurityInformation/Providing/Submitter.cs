using Fairlead.Client.Providers;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Submits findings to the Jira sites that have Fairlead as a security provider (<see cref="SiteSubmitter"/>). Sites take turns beside each other, each of which does so much and no
/// more, so that one with much to do, or one that is slow, keeps no other waiting.
/// </summary>
internal sealed class Submitter(
    ProviderSites sites, SiteSubmitter submitter, SubmissionStore store, ChangeStore changes, IOptions<SecurityInformationOptions> options, IOptions<SyncOptions> addresses, TimeProvider clock,
    ILogger<Submitter> log)
{
    /// <summary>Changes of findings that wait for one site; more of them are no cheaper than all findings.</summary>
    public const int MaxNoted = 100_000;

    private const int MaxSitesAtOnce = 8;

    /// <summary>Looks at all sites until none has more to do. One that cannot be reached keeps no other waiting.</summary>
    public async Task SubmitDueAsync(CancellationToken ct)
    {
        if (addresses.Value.PublicUrl is not { } publicUrl)
        {
            await PruneAllAsync(ct);
            return;
        }

        var (address, running) = (publicUrl.TrimEnd('/'), new Dictionary<string, Task<bool>>(StringComparer.Ordinal));
        using var places = new SemaphoreSlim(MaxSitesAtOnce);
        try
        {
            bool goesOn;
            do
            {
                var all = await sites.ListAsync(ct);
                foreach (var site in all.Where(s => s.State is ProviderSiteState.Enabled or ProviderSiteState.Disabled && !running.ContainsKey(s.ClientKey)))
                    running.Add(site.ClientKey, TakeTurnAsync(site, all, address, places, ct));
                // Others get their turns while one is slow.
                using (var tick = CancellationTokenSource.CreateLinkedTokenSource(ct))
                {
                    await Task.WhenAny(Task.WhenAll(running.Values), Task.Delay(options.Value.SubmitInterval, clock, tick.Token));
                    await tick.CancelAsync();
                }

                ct.ThrowIfCancellationRequested();
                var ended = running.Where(r => r.Value.IsCompleted).ToList();
                goesOn = ended.Count < running.Count;
                foreach (var (key, turn) in ended)
                {
                    running.Remove(key);
                    goesOn |= await turn;
                }
            }
            while (goesOn);
        }
        finally
        {
            try
            {
                await Task.WhenAll(running.Values);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The server ends.
            }
        }
    }

    /// <summary>Without an address of Fairlead nothing is submitted, and yet changes are noted.</summary>
    private async Task PruneAllAsync(CancellationToken ct)
    {
        foreach (var site in await sites.ListAsync(ct))
            await changes.PruneAsync(site, MaxNoted, ct);
    }

    private async Task<bool> TakeTurnAsync(ProviderSite site, IReadOnlyList<ProviderSite> all, string address, SemaphoreSlim places, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try
        {
            await changes.PruneAsync(site, MaxNoted, ct);
            if (site.State != ProviderSiteState.Enabled)
                return false;
            await sites.ForgetEndedTokenAsync(site, ct);
            // One that has both, while it changes over from Connect, is one site to Jira, which is told by the one that stays.
            if (site.Forge is null && all.FirstOrDefault(s => s is { Forge: not null, State: ProviderSiteState.Enabled } && s.BaseUrl == site.BaseUrl) is { } heir)
            {
                if (heir is { IsProven: true, IsLinked: true })
                    await sites.SupersedeAsync(heir, ct);
                return false;
            }

            return site.Submits && !(site.DueAt > clock.GetUtcNow()) && await submitter.TakeTurnAsync(site, address, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.SubmissionPutOff(e, site.BaseUrl);
            await store.SettleAsync(site, null, "An error of Fairlead itself; the server's log tells it.", clock.GetUtcNow() + SubmissionPause.Soon, ct);
            return false;
        }
        finally
        {
            places.Release();
        }
    }
}
