using Fairlead.Client.Providers;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Reporting;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>
/// Makes tickets of the issues that providers associated with vulnerabilities, and parts those that they took back. Doing it again completes what was
/// cut off. What cannot be done is told by health and tried again.
/// </summary>
internal sealed class AssociationLinker(
    AssociationStore associations, FindingCatalog findings, TicketLinks links, TicketCatalog tickets, IssueTickets issueTickets, IssueFinder issues, TimeProvider clock, ILogger<AssociationLinker> log)
{
    private const int Batch = 500;
    private const int MaxProblem = 500;
    private const int MaxShown = 200;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    /// <summary>What could not be followed, as people see it.</summary>
    public async Task<IReadOnlyList<ProviderAssociationResponse>> FailedAsync(CancellationToken ct) =>
        [.. (await associations.ListFailedAsync(MaxShown, ct)).Select(a => new ProviderAssociationResponse(a.Provider, a.VulnerabilityId, a.Issue, a.Wanted, a.Problem, a.DueAt))];

    public async Task LinkDueAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow();
        for (var due = await associations.DueAsync(before, Batch, ct); due.Count > 0; due = await associations.DueAsync(before, Batch, ct))
        {
            foreach (var group in due.GroupBy(d => (d.ProviderNo, d.Issue, d.Wanted)))
                await TryAsync([.. group], ct);
        }
    }

    private async Task TryAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
    {
        try
        {
            if (group[0].Wanted)
                await LinkAsync(group, ct);
            else
                await PartAsync(group, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.AssociationPutOff(e, group[0].Name);
            await SetAsync(group, null, "an error of Fairlead itself; the server's log tells it", Later, ct);
        }
    }

    private async Task LinkAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
    {
        var (provider, issue) = (group[0].Name, group[0].Issue);
        var open = new List<(DueAssociation Association, FindingSummary Finding)>();
        foreach (var association in group)
        {
            if (association.ContainerId is null)
                await ForgetAsync(association, ct);
            else if (await FindingAsync(association, ct) is not { } finding)
                await SetAsync([association], null, "the vulnerability is no finding yet", Soon, ct);
            else if ((await tickets.OfFindingsAsync([finding.Id], ct))[finding.Id].FirstOrDefault(t => t.Id == association.TicketId || t.IssueKey == issue) is { } behind)
                await SetAsync([association], behind.Id, null, null, ct);
            else if (!finding.IsOpen)
                await SetAsync([association], null, null, null, ct);
            else
                open.Add((association, finding));
        }

        if (open.Count == 0)
            return;
        var found = await issues.FindAsync(provider, issue, ct);
        if (found.Key is null)
        {
            await SetAsync([.. open.Select(o => o.Association)], null, found.Problem, found.IsForNow ? Soon : Later, ct);
            return;
        }

        foreach (var some in open.Chunk(TicketLinks.MaxFindings))
            await SettleAsync([.. some.Select(o => o.Association)], await issueTickets.LinkAsync(ActorOf(group[0]), found.Configurations, found.Key, [.. some.Select(o => o.Finding)], ct), ct);
    }

    private async Task PartAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
    {
        foreach (var ofTicket in group.GroupBy(d => d.TicketId))
        {
            if (ofTicket.Key is not { } ticket)
            {
                foreach (var association in ofTicket)
                    await ForgetAsync(association, ct);
                continue;
            }

            var ids = new List<FindingId>();
            foreach (var association in ofTicket)
            {
                if (association.ContainerId is not null && await FindingAsync(association, ct) is { } finding)
                    ids.Add(finding.Id);
            }

            switch (await links.RemoveAsync(ActorOf(group[0]), ticket, ids, ct))
            {
                case IssueOutcome.Paused paused:
                    await SetAsync([.. ofTicket], null, paused.Reason, Soon, ct);
                    break;
                case IssueOutcome.Unanswered silent:
                    await SetAsync([.. ofTicket], null, silent.Reason, Soon, ct);
                    break;
                default:
                    // Done, or there is nothing to part any more.
                    foreach (var association in ofTicket)
                        await ForgetAsync(association, ct);
                    break;
            }
        }
    }

    private Task SettleAsync(IReadOnlyList<DueAssociation> group, IssueOutcome outcome, CancellationToken ct) => outcome switch
    {
        IssueOutcome.Done done => SetAsync(group, done.Ticket, null, null, ct),
        IssueOutcome.Paused paused => SetAsync(group, null, paused.Reason, Soon, ct),
        IssueOutcome.Unanswered silent => SetAsync(group, null, silent.Reason, Soon, ct),
        IssueOutcome.Refused no => SetAsync(group, null, no.Reason, Later, ct),
        IssueOutcome.Invalid wrong => SetAsync(group, null, string.Join("; ", wrong.Problems.Select(p => p.Message)), Later, ct),
        _ => SetAsync(group, null, "its ticket is gone", Soon, ct),
    };

    private async Task SetAsync(IReadOnlyList<DueAssociation> group, TicketId? ticket, string? problem, TimeSpan? pause, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var association in group)
            await associations.SetAsync(association, ticket, problem is { Length: > MaxProblem } ? problem[..MaxProblem] : problem, pause is { } time ? now + time : null, now, ct);
    }

    private Task ForgetAsync(DueAssociation association, CancellationToken ct) => associations.DeleteAsync(association, ct);

    private async Task<FindingSummary?> FindingAsync(DueAssociation association, CancellationToken ct)
    {
        if (association.Scanner is not { } scanner)
            return null;
        var asset = VulnerabilityMapper.AssetOf(scanner, association.ContainerId!);
        return await findings.OfReportedIdAsync(new(asset, scanner, VulnerabilityMapper.IdOf(association.VulnerabilityId)), ct) is { } id
            ? (await findings.SearchAsync(new FindingFilter { Ids = [id] }, FindingOrder.OldestFirst, null, 1, ct)).Items.SingleOrDefault()
            : null;
    }

    private static Actor ActorOf(DueAssociation association) => Actor.System with { Name = $"provider {association.Name}" };
}
