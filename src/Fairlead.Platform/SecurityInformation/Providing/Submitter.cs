using Fairlead.Client.Providers;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Submits findings to the Jira sites that have Fairlead as a security provider: what is new or different since it was submitted last
/// (<see cref="SubmissionSender"/>). Each call has a number that was stored before anything was read for it, so that Jira and Fairlead keep the newest, whatever is cut off, comes
/// twice or comes late. What a site refuses is that finding's problem, stored and tried again.
/// </summary>
internal sealed class Submitter(
    ProviderSites sites, ProviderSiteStore tokens, SubmissionStore store, SubmissionSender sender, SubmissionVerifier verifier, ForgeConnection forges, JiraSites clients, FindingCatalog findings, TicketCatalog tickets, EventLog events,
    IOptions<SecurityInformationOptions> options, IOptions<SyncOptions> addresses, TimeProvider clock, ILogger<Submitter> log)
{
    private static readonly TimeSpan NoSite = TimeSpan.FromMinutes(5);

    /// <summary>Looks at all sites. One that cannot be reached keeps no other waiting.</summary>
    public async Task SubmitDueAsync(CancellationToken ct)
    {
        if (addresses.Value.PublicUrl is not { } address)
            return;
        var all = (await sites.ListAsync(ct)).Where(s => s.State == ProviderSiteState.Enabled).ToList();
        foreach (var site in all)
        {
            try
            {
                await sites.ForgetEndedTokenAsync(site, ct);
                // One that has both, while it changes over from Connect, is one site to Jira, which is told by the one that stays.
                if (site.Forge is null && all.Find(s => s.Forge is not null && s.BaseUrl == site.BaseUrl) is { } heir)
                {
                    if (heir is { IsProven: true, IsLinked: true })
                        await sites.SupersedeAsync(heir, ct);
                }
                else if (site.Submits && !(site.DueAt > clock.GetUtcNow()))
                {
                    await SubmitAsync(site, address.TrimEnd('/'), ct);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.SubmissionPutOff(e, site.BaseUrl);
                await store.SettleAsync(site, null, e is ConnectionUnusableException or VaultException ? e.Message : "An error of Fairlead itself; the server's log tells it.", clock.GetUtcNow() + SubmissionPause.Soon, ct);
            }
        }
    }

    private async Task SubmitAsync(ProviderSite site, string address, CancellationToken ct)
    {
        var connection = await sites.ConnectionOfAsync(site, ct);
        if (site.Forge is { } forge && (connection is null || !site.IsLinked))
        {
            connection = await forges.OfAsync(site, forge, ct);
            if (connection is null)
            {
                await store.SettleAsync(site, null, $"No connection that works leads to the site of the cloud id {forge.CloudId}, which has the Forge app.", clock.GetUtcNow() + NoSite, ct);
                return;
            }
        }

        if (connection is not { IsEnabled: true })
            return;
        if (await sites.CredentialAsync(site, options.Value.ConnectAppKey, ct) is not { } credential)
        {
            if (site.Forge is not null)
                await store.SettleAsync(site, null, NoToken(site.Forge, address), clock.GetUtcNow() + SubmissionPause.Soon, ct);
            return;
        }

        // Before anything is read: what changes meanwhile is looked at again.
        var stamp = $"{await events.LastAsync(ct)} {await tickets.CountWithIssueAsync(connection.Id, ct)} {connection.Id}";
        var jira = clients.ProviderFor(connection, credential, site.Forge?.CloudId).SecurityInformation;
        var owes = site.VerifyAt <= clock.GetUtcNow() && await verifier.VerifyAsync(site, jira, ct);
        if (site.Compared == stamp && !owes && !site.IsAsked && !await store.AnyDueAsync(site, clock.GetUtcNow(), ct))
            return;

        var pause = site.IsLinked ? null : await LinkAsync(site, jira, ct);
        var pass = new SitePass(site, connection.Id, address, jira, await store.PartedAsync(site, ct), clock.GetUtcNow());
        pause ??= await SubmitAsync(pass, ct);
        if (pause is { IsSignInRefused: true } && site.Forge is { } refused)
            await tokens.TokenRefusedAsync(site, refused, clock.GetUtcNow(), ct);
        await store.SettleAsync(site, pause is null && !pass.OwesSome ? stamp : null, pause?.Problem, pause is null ? null : clock.GetUtcNow() + pause.For, ct);
    }

    private static string NoToken(ForgeInstallation forge, string address) => forge.TokenUntil is { } until
        ? $"The token that the Forge app was sent last ended on {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Jira sends one each hour while the app is installed and reaches {address}."
        : $"The Forge app was sent no token yet. Jira sends one when it is installed, and each hour while it reaches {address}.";

    private async Task<SubmissionPause?> LinkAsync(ProviderSite site, SecurityInformationResource jira, CancellationToken ct)
    {
        if (SubmissionPause.Of(await jira.LinkWorkspaceAsync(Containers.Workspace, ct)) is { } pause)
            return pause;
        // With the address that the connection gave it.
        if (site.Forge is not null && await sites.FindAsync(site.ClientKey, ct) is { } found && found.Installation == site.Installation)
            await sites.SupersedeAsync(found, ct);
        await store.LinkedAsync(site, ct);
        return null;
    }

    private async Task<SubmissionPause?> SubmitAsync(SitePass pass, CancellationToken ct)
    {
        var known = (await store.KnownAsync(pass.Site, ct)).ToDictionary(k => k.FindingId);
        var (changed, withdrawn) = (new List<FindingId>(), new List<PlannedSubmission>());
        // Nothing is sent while all findings are read, so that nothing waits for Jira with a connection to the database.
        await foreach (var some in ChunksAsync(ct))
        {
            foreach (var planned in await sender.PlanAsync(pass, some, known, ct))
            {
                if (planned.Step == SubmissionStep.Delete)
                    withdrawn.Add(planned);
                else
                    changed.Add(planned.Finding.Id);
            }
        }

        var operation = !pass.Site.IsFilled ? "BACKFILL" : pass.Site.IsAsked ? "NORMAL" : "SCAN";
        foreach (var chunk in changed.Chunk(SecurityInformationResource.MaxVulnerabilities))
        {
            if (await sender.SendAsync(pass, chunk, operation, ct) is { } pause)
                return pause;
        }

        // Last, so that what cannot be deleted keeps nothing away that is new.
        return await sender.DeleteAsync(pass, withdrawn, ct);
    }

    private async IAsyncEnumerable<IReadOnlyList<FindingSummary>> ChunksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var chunk = new List<FindingSummary>(SecurityInformationResource.MaxVulnerabilities);
        await foreach (var finding in findings.StreamSummariesAsync(FindingFilter.Everything, ct))
        {
            chunk.Add(finding);
            if (chunk.Count < SecurityInformationResource.MaxVulnerabilities)
                continue;
            yield return chunk;
            chunk = new List<FindingSummary>(SecurityInformationResource.MaxVulnerabilities);
        }

        if (chunk.Count > 0)
            yield return chunk;
    }
}
