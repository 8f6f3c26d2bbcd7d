using Fairlead.Jira.Resources;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Submits to one site, a turn at a time: what is new or different since it was submitted last (<see cref="SubmissionCandidates"/>), and then deletes what was withdrawn
/// (<see cref="SubmissionRemover"/>). Each call has a number that was stored before anything was read for it, so that Jira and Fairlead keep the newest, whatever is cut off, comes
/// twice or comes late. What a site refuses is that finding's problem, stored and tried again.
/// </summary>
internal sealed class SiteSubmitter(
    ProviderSites sites, ProviderSiteStore siteStore, SubmissionStore store, ChangeStore changes, SiteLeaseStore leases, SubmissionCandidates candidates, SubmissionSender sender, SubmissionRemover remover,
    SubmissionVerifier verifier, ForgeConnection forges, JiraSites clients, IOptions<SecurityInformationOptions> options, TimeProvider clock, ILogger<SiteSubmitter> log)
{
    private static readonly TimeSpan NoSite = TimeSpan.FromMinutes(5);

    /// <summary>One turn, unless another server has it.</summary>
    /// <param name="address">Fairlead's, without a slash at its end.</param>
    /// <returns><see langword="true"/>: there is more to do at once.</returns>
    public async Task<bool> TakeTurnAsync(ProviderSite seen, string address, CancellationToken ct)
    {
        var connection = await sites.ConnectionOfAsync(seen, ct);
        if (seen.Forge is null && connection is not { IsEnabled: true })
            return false;
        if (connection is { IsEnabled: true } && seen.IsSettled(SettingsOf(address, connection), clock.GetUtcNow()) && !await changes.HasWorkAsync(seen, clock.GetUtcNow(), ct))
            return false;
        await using var lease = await SiteLease.TryTakeAsync(leases, siteStore, seen.ClientKey, clock, log, ct);
        if (lease is not { Site: { State: Client.Providers.ProviderSiteState.Enabled, Submits: true } site })
            return false;
        try
        {
            return await SubmitAsync(lease, site, connection, address, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.SubmissionPutOff(e, site.BaseUrl);
            await store.SettleAsync(site, null, e is ConnectionUnusableException or VaultException ? e.Message : "An error of Fairlead itself; the server's log tells it.", clock.GetUtcNow() + SubmissionPause.Soon, ct);
            return false;
        }
    }

    private async Task<bool> SubmitAsync(SiteLease lease, ProviderSite site, Connection? connection, string address, CancellationToken ct)
    {
        if (site.Forge is { } forge && (connection is null || !site.IsLinked))
        {
            connection = await forges.OfAsync(site, forge, ct);
            if (connection is null)
            {
                await store.SettleAsync(site, null, $"No connection that works leads to the site of the cloud id {forge.CloudId}, which has the Forge app.", clock.GetUtcNow() + NoSite, ct);
                return false;
            }
        }

        if (connection is not { IsEnabled: true })
            return false;
        if (await sites.CredentialAsync(site, options.Value.ConnectAppKey, ct) is not { } credential)
        {
            if (site.Forge is not null)
                await store.SettleAsync(site, null, NoToken(site.Forge, address), clock.GetUtcNow() + SubmissionPause.Soon, ct);
            return false;
        }

        // A server that slept may have lost the site to another.
        var jira = clients.ProviderFor(connection, credential, site.Forge?.CloudId).SendingWhile(lease.IsHeldAsync).SecurityInformation;
        if (site.VerifyAt <= clock.GetUtcNow())
            await verifier.VerifyAsync(site, jira, ct);
        var settings = SettingsOf(address, connection);
        var pass = new SitePass(site, connection.Id, address, jira, await store.PartedAsync(site, ct), clock.GetUtcNow());
        var (pause, hasMore) = await LinkAsync(site, jira, ct) is { } notLinked ? (notLinked, false) : await SubmitAsync(pass, settings, ct);
        if (pause is { IsSignInRefused: true } && site.Forge is { } refused)
            await siteStore.TokenRefusedAsync(site, refused, clock.GetUtcNow(), ct);
        // Of a turn after which there is another one, nothing is told yet.
        if (pause is null && hasMore)
            return true;
        await store.SettleAsync(site, pause is null ? settings : null, pause?.Problem, pause is null ? null : clock.GetUtcNow() + pause.For, ct);
        return false;
    }

    private async Task<(SubmissionPause? Pause, bool HasMore)> SubmitAsync(SitePass pass, string settings, CancellationToken ct)
    {
        if (await candidates.ReadAsync(pass, settings, ct) is not { } work)
            return (SubmissionPause.Over, false);
        var operation = !pass.Site.IsFilled ? "BACKFILL" : pass.Site.IsAsked ? "NORMAL" : "SCAN";
        foreach (var chunk in work.Changed.Chunk(SecurityInformationResource.MaxVulnerabilities))
        {
            if (await sender.SendAsync(pass, chunk, operation, ct) is { } pause)
                return (pause, false);
        }

        if (!await changes.AdvanceAsync(pass.Site, work.Noted, work.SeenNo, work.WholeNo, ct))
            return (SubmissionPause.Over, false);
        // Last, so that what cannot be deleted keeps nothing away that is new.
        var (deleting, hasMore) = await remover.DeleteAsync(pass, ct);
        return (deleting, hasMore || work.HasMore || pass.OwesSome);
    }

    private async Task<SubmissionPause?> LinkAsync(ProviderSite site, SecurityInformationResource jira, CancellationToken ct)
    {
        if (site.IsLinked)
            return null;
        if (SubmissionPause.Of(await jira.LinkWorkspaceAsync(Containers.Workspace, ct)) is { } pause)
            return pause;
        // With the address that the connection gave it.
        if (site.Forge is not null && await sites.FindAsync(site.ClientKey, ct) is { } found && found.Installation == site.Installation)
            await sites.SupersedeAsync(found, ct);
        await store.LinkedAsync(site, ct);
        return null;
    }

    private static string SettingsOf(string address, Connection connection) => $"{address} {connection.Id} {FindingVulnerability.Version}";

    private static string NoToken(ForgeInstallation forge, string address) => forge.TokenUntil is { } until
        ? $"The token that the Forge app was sent last ended on {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Jira sends one each hour while the app is installed and reaches {address}."
        : $"The Forge app was sent no token yet. Jira sends one when it is installed, and each hour while it reaches {address}.";
}
