using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Associating;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Follows what people link and unlink on a site's Security page: an issue becomes the finding's ticket, or is its ticket no more. Doing it again completes
/// what was cut off; what cannot be done is shown and tried again.
/// </summary>
internal sealed class SiteLinker(
    ProviderSites sites, SubmissionStore store, JiraSites clients, TicketConfigurations configurations, FindingCatalog findings, TicketCatalog tickets,
    TicketLinks links, IssueTickets issues, Waker waker, TimeProvider clock, ILogger<SiteLinker> log)
{
    private const int Batch = 200;
    private const int MaxProblem = 500;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);
    private static readonly TimeSpan AtLast = TimeSpan.FromDays(1);

    public async Task LinkDueAsync(CancellationToken ct)
    {
        await waker.WakeAsync(store.WakeLinksAsync, ct);
        var before = clock.GetUtcNow();
        for (var due = await store.DueLinksAsync(before, Batch, ct); due.Count > 0; due = await store.DueLinksAsync(before, Batch, ct))
        {
            foreach (var link in due)
                await TryAsync(link, ct);
        }
    }

    private async Task TryAsync(SiteLink link, CancellationToken ct)
    {
        try
        {
            if (await sites.FindAsync(link.ClientKey, ct) is not { } site || await sites.ConnectionOfAsync(site, ct) is not { IsEnabled: true } connection)
                await SetAsync(link, null, "No enabled connection has the address of the site.", Later, ct);
            else if (link.Wanted)
                await LinkAsync(link, site, connection, ct);
            else
                await PartAsync(link, site, connection, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
        {
            await SetAsync(link, null, e.Message, Soon, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.SiteLinkPutOff(e, link.ClientKey);
            await SetAsync(link, null, "An error of Fairlead itself; the server's log tells it.", Later, ct);
        }
    }

    private async Task LinkAsync(SiteLink link, ProviderSite site, Connection connection, CancellationToken ct)
    {
        var finding = (await findings.SearchAsync(new FindingFilter { Ids = [link.FindingId] }, FindingOrder.OldestFirst, null, 1, ct)).Items.SingleOrDefault();
        if (finding is null)
            await SetAsync(link, null, null, null, ct);
        else if (await BehindAsync(link, connection.Id, ct) is { } behind)
            await SetAsync(link, behind, null, null, ct);
        else if (!finding.IsOpen)
            await SetAsync(link, null, "The finding is closed, so no ticket is made of the issue.", Later, ct);
        else if ((await configurations.ListAsync(ct)).Where(c => c.Enabled && c.Connection == connection.Id).ToList() is not { Count: > 0 } enabled)
            await SetAsync(link, null, $"No ticket configuration is enabled on {connection.Name}, so no ticket would be kept true.", Later, ct);
        else if (await (await clients.ClientForAsync(connection.Id, ct)).Issues.GetAsync(link.IssueId, IssueSelection.RefOnly, ct) is not { } shown)
            await RefuseAsync(link, $"Jira shows no issue of the id {link.IssueId} to the account of {connection.Name}.", heldBy: null, ct);
        else
            await SettleAsync(link, (await issues.LinkAsync(ProviderSites.ActorOf(site.BaseUrl), enabled, shown.Key, [finding], held: null, ct)).Single(), ct);
    }

    private async Task PartAsync(SiteLink link, ProviderSite site, Connection connection, CancellationToken ct)
    {
        if ((await BehindAsync(link, connection.Id, ct) ?? await PutBehindAsync(link, connection.Id, ct)) is not { } ticket)
            await SetAsync(link, null, null, null, ct);
        else
            await SettleAsync(link, new([link.FindingId], await links.RemoveAsync(ProviderSites.ActorOf(site.BaseUrl), ticket, [link.FindingId], ct), ticket), ct);
    }

    /// <returns>The ticket by which the issue is linked to the finding.</returns>
    private async Task<TicketId?> BehindAsync(SiteLink link, ConnectionId connection, CancellationToken ct) =>
        (await tickets.IssuesOfFindingsAsync(connection, [link.FindingId], ct)).Where(i => i.IssueId == link.IssueId).Select(i => (TicketId?)i.Ticket).FirstOrDefault();

    /// <returns>The ticket behind whose done issue the finding is once the next run opens it.</returns>
    private async Task<TicketId?> PutBehindAsync(SiteLink link, ConnectionId connection, CancellationToken ct) =>
        (await tickets.PutBehindAsync(connection, [link.FindingId], ct)).Where(i => i.IssueId == link.IssueId).Select(i => (TicketId?)i.Ticket).FirstOrDefault();

    private Task SettleAsync(SiteLink link, LinkedPart part, CancellationToken ct) => part.Outcome switch
    {
        IssueOutcome.Done done => SetAsync(link, done.Ticket, null, null, ct),
        // There is nothing to part any more.
        IssueOutcome.Unknown => SetAsync(link, null, null, null, ct),
        IssueOutcome.Paused paused => SetAsync(link, null, paused.Reason, Soon, ct),
        IssueOutcome.Unanswered silent => SetAsync(link, null, silent.Reason, Soon, ct),
        IssueOutcome.Invalid no => RefuseAsync(link, string.Join("; ", no.Problems.Select(p => p.Message)), part.Held, ct),
        IssueOutcome.Refused no => RefuseAsync(link, no.Reason, part.Held, ct),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>It cannot be done as things are in Jira or among the tickets; each time the pause is twice as long.</summary>
    private Task RefuseAsync(SiteLink link, string problem, TicketId? heldBy, CancellationToken ct) =>
        SetAsync(link, null, problem, DoublingPause.After(link.Tries, Later, AtLast), link.Tries + 1, heldBy, ct);

    private Task SetAsync(SiteLink link, TicketId? ticket, string? problem, TimeSpan? pause, CancellationToken ct) => SetAsync(link, ticket, problem, pause, 0, null, ct);

    private Task SetAsync(SiteLink link, TicketId? ticket, string? problem, TimeSpan? pause, int tries, TicketId? heldBy, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return store.SetLinkAsync(
            link, ticket, problem is null ? null : Kernel.Text.PlainText.Cut(problem, MaxProblem), pause is { } wait ? now + wait : null, tries, heldBy, now, ct);
    }
}
