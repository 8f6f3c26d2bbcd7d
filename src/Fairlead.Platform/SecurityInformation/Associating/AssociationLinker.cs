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
/// cut off. What cannot be done is told by health and tried again, after a pause that doubles; providers take turns, so that one that names many issues
/// that do not exist keeps no other waiting for long.
/// </summary>
internal sealed class AssociationLinker(
    AssociationStore associations, FindingCatalog findings, TicketLinks links, TicketCatalog tickets, IssueTickets issueTickets, IssueFinder issues, TakeBackResolver takeBacks, Waker waker, SubmissionStore siteLinks, ProviderSites sites, TimeProvider clock, ILogger<AssociationLinker> log)
{
    /// <summary>Of one turn: associations that are read, and issues of them that are looked for.</summary>
    private const int Batch = 500;
    private const int MaxIssues = 50;

    private const int MaxProblem = 500;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ClosedPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan AtLast = TimeSpan.FromDays(1);

    /// <summary>What could not be followed, as people see it, by provider.</summary>
    /// <param name="after"><see langword="null"/>: from the first one on.</param>
    /// <param name="size">At least 1.</param>
    /// <returns>So many, where the next ones begin if there are more, and how many there are in all.</returns>
    public async Task<(IReadOnlyList<ProviderAssociationResponse> Items, AssociationPosition? Next, long Total)> FailedAsync(AssociationPosition? after, int size, CancellationToken ct)
    {
        var found = await associations.ListFailedAsync(after ?? AssociationPosition.Start, size + 1, ct);
        var last = found.Count > size ? found[size - 1] : null;
        return (
            [.. found.Take(size).Select(a => new ProviderAssociationResponse(a.Provider, a.VulnerabilityId, a.Issue, a.Wanted, a.Problem, a.DueAt, a.TriedAt))],
            last is null ? null : new(last.Provider, last.ProviderNo, last.VulnerabilityId, last.Issue),
            await associations.CountFailedAsync(ct));
    }

    public async Task LinkDueAsync(CancellationToken ct)
    {
        await waker.WakeAsync(associations.WakeAsync, ct);
        // Of these a connection did not answer, so that nothing of them can be looked for now.
        var waiting = new HashSet<long>();
        while (true)
        {
            // Each time anew: what another provider says meanwhile has its turn.
            var now = clock.GetUtcNow();
            var turns = (await associations.WaitingAsync(now, ct)).Where(p => !waiting.Contains(p)).ToList();
            if (turns.Count == 0)
                return;
            foreach (var provider in turns)
            {
                foreach (var group in (await associations.DueAsync(provider, now, Batch, ct)).GroupBy(d => (d.Issue, d.Wanted)).Take(MaxIssues))
                {
                    if ((!group.Key.Wanted || !waiting.Contains(provider)) && !await TryAsync([.. group], ct))
                        waiting.Add(provider);
                }
            }
        }
    }

    /// <returns><see langword="false"/>: nothing can be looked for now.</returns>
    private async Task<bool> TryAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
    {
        try
        {
            if (group[0].Wanted)
                return await LinkAsync(group, ct);
            await PartAsync(group, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.AssociationPutOff(e, group[0].Name);
            await RefuseAsync(group, "an error of Fairlead itself; the server's log tells it", ct);
        }

        return true;
    }

    /// <inheritdoc cref="TryAsync"/>
    private async Task<bool> LinkAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
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
            else if (association.TicketId is null && await UnwrittenAsync(association, ct) is { } unwritten)
                await SetAsync([association], unwritten, null, null, ct);
            else if (!finding.IsOpen)
                await SetAsync([association], null, "the finding is closed, so no ticket is made of the issue", ClosedPause, ct);
            else
                open.Add((association, finding));
        }

        if (open.Count == 0)
            return true;
        var found = await issues.FindAsync(provider, issue, ct);
        if (found.Issue is not { } shown)
        {
            foreach (var (association, _) in open)
                await (found.IsForNow ? SetAsync(association, null, found.Problem, Soon, association.Tries, null, ct) : RefuseAsync([association], found.Problem!, ct));
            return !found.IsForNow;
        }

        // What a person unlinked stays so, and is no problem: it is linked again when they link it again.
        var parted = await PartedAsync([.. open.Select(o => o.Finding.Id)], shown.Id, found.Connection, ct);
        await SetAsync([.. open.Where(o => parted.Contains(o.Finding.Id)).Select(o => o.Association)], null, null, null, ct);
        var linking = new List<(DueAssociation Association, FindingSummary Finding)>();
        foreach (var one in open.Where(o => !parted.Contains(o.Finding.Id)))
        {
            if (await associations.LinkingAsync(one.Association, found.Connection, ct))
                linking.Add(one);
        }

        var held = await HeldAsync(linking, ct);
        foreach (var some in linking.Chunk(TicketLinks.MaxFindings))
        {
            foreach (var part in await issueTickets.LinkAsync(ActorOf(group[0]), found.Configurations, shown.Key, [.. some.Select(o => o.Finding)], held, ct))
            {
                KillPoint.Hit("security.association-linked");
                await SettleAsync([.. some.Where(o => part.Findings.Contains(o.Finding.Id)).Select(o => o.Association)], part, ct);
            }
        }

        return true;
    }

    /// <returns>The tickets by which other associations of the same vulnerabilities are followed: none takes a finding from another, also not from one that is done and is opened by the next run.</returns>
    private async Task<ILookup<FindingId, TicketId>?> HeldAsync(IReadOnlyList<(DueAssociation Association, FindingSummary Finding)> linking, CancellationToken ct)
    {
        if (linking.Count == 0)
            return null;
        var (first, findingOf) = (linking[0].Association, linking.ToDictionary(l => l.Association.VulnerabilityId, l => l.Finding.Id, StringComparer.Ordinal));
        return (await associations.WantedAsync(first.ProviderNo, [.. findingOf.Keys], ct))
            .Where(a => a.TicketId is not null && a.Issue != first.Issue).ToLookup(a => findingOf[a.VulnerabilityId], a => a.TicketId!.Value);
    }

    /// <returns>Those of the findings that a person unlinked the issue from on the Security page of the connection's site.</returns>
    private async Task<IReadOnlySet<FindingId>> PartedAsync(IReadOnlyCollection<FindingId> ids, string issueId, ConnectionId connection, CancellationToken ct)
    {
        var parted = new HashSet<FindingId>();
        foreach (var ofSite in (await siteLinks.PartedAsync(ids, issueId, ct)).GroupBy(l => l.ClientKey, StringComparer.Ordinal))
        {
            if (await sites.FindAsync(ofSite.Key, ct) is { } site && (await sites.ConnectionOfAsync(site, ct))?.Id == connection)
                parted.UnionWith(ofSite.Select(l => l.FindingId));
        }

        return parted;
    }

    private async Task PartAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
    {
        var wanted = (await associations.WantedAsync(group[0].ProviderNo, [.. group.Select(d => d.VulnerabilityId)], ct)).ToLookup(a => a.VulnerabilityId, StringComparer.Ordinal);
        var parting = new List<(DueAssociation Association, TicketId Ticket)>();
        var unknown = new List<DueAssociation>();
        foreach (var association in group)
        {
            if ((association.TicketId ?? await UnwrittenAsync(association, ct)) is { } ticket)
                parting.Add((association, ticket));
            else if (association is { LinkingOn: not null, ContainerId: not null, Tries: 0 })
                await SetAsync(association, null, null, Later, 1, null, ct); // another server may be linking it still
            else if (association.MayBe.Count > 0)
                unknown.Add(association);
            else
                await ForgetAsync(association, ct);
        }

        if (unknown.Count > 0)
            await ResolveAsync(unknown, ct);

        foreach (var ofTicket in parting.GroupBy(p => p.Ticket, p => p.Association))
            await PartAsync(ofTicket.Key, [.. ofTicket], wanted, ct);
    }

    /// <summary>What is taken back by a name that nothing was associated by.</summary>
    private async Task ResolveAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
    {
        foreach (var (association, outcome) in await takeBacks.ResolveAsync(group, ct))
        {
            await (outcome switch
            {
                { Problem: null } => ForgetAsync(association, ct),
                { IsForNow: true } => SetAsync([association], null, outcome.Problem, Soon, ct),
                _ => RefuseAsync([association], outcome.Problem, ct),
            });
        }
    }

    /// <returns>
    /// The ticket of a link that was made for the association and not written down with it, as when the server was killed in between; behind an issue that is done it is not before the
    /// next run opens that.
    /// </returns>
    private async Task<TicketId?> UnwrittenAsync(DueAssociation association, CancellationToken ct)
    {
        if (association is not { LinkingOn: { } connection, ContainerId: not null } || await FindingAsync(association, ct) is not { } finding)
            return null;
        bool IsIts(IssueOfFinding issue) => issue.IssueId == association.Issue || issue.IssueKey == association.Issue;
        return ((await tickets.IssuesOfFindingsAsync(connection, [finding.Id], ct)).FirstOrDefault(IsIts) ?? (await tickets.PutBehindAsync(connection, [finding.Id], ct)).FirstOrDefault(IsIts))?.Ticket;
    }

    /// <param name="group">What is taken back of the ticket.</param>
    /// <param name="wanted">What their vulnerabilities are associated with still.</param>
    private async Task PartAsync(TicketId ticket, IReadOnlyList<DueAssociation> group, ILookup<string, DueAssociation> wanted, CancellationToken ct)
    {
        // By its key it may be taken back and by its id not, or the other way round: then it stays.
        var shown = await tickets.GetAsync(ticket, ct);
        bool IsOtherName(DueAssociation other) => other.TicketId == ticket || (shown is not null && (other.Issue == shown.IssueKey || other.Issue == shown.IssueId));
        var findingOf = new Dictionary<DueAssociation, FindingId>();
        foreach (var association in group)
        {
            if (association.ContainerId is not null && !wanted[association.VulnerabilityId].Any(IsOtherName) && await FindingAsync(association, ct) is { } finding)
                findingOf[association] = finding.Id;
        }

        switch (findingOf.Count == 0 ? new IssueOutcome.Done(ticket) : await links.RemoveAsync(ActorOf(group[0]), ticket, [.. findingOf.Values.Distinct()], ct))
        {
            case IssueOutcome.Paused paused:
                await SetAsync(group, null, paused.Reason, Soon, ct);
                break;
            case IssueOutcome.Unanswered silent:
                await SetAsync(group, null, silent.Reason, Soon, ct);
                break;
            case IssueOutcome.Refused no:
                // Some of them may be parted all the same; of an issue that is gone nothing is left to part.
                var behind = await tickets.OfFindingsAsync([.. findingOf.Values.Distinct()], ct);
                bool Stays(DueAssociation association) => findingOf.TryGetValue(association, out var finding) && behind[finding].Any(t => t.Id == ticket && t.IssueKey is not null);
                await RefuseAsync([.. group.Where(Stays)], no.Reason, ct);
                foreach (var association in group.Where(a => !Stays(a)))
                    await ForgetAsync(association, ct);
                break;
            default:
                // Done, or there is nothing to part any more.
                foreach (var association in group)
                    await ForgetAsync(association, ct);
                break;
        }
    }

    private async Task SettleAsync(IReadOnlyList<DueAssociation> group, LinkedPart part, CancellationToken ct)
    {
        switch (part.Outcome)
        {
            case IssueOutcome.Done done:
                // It may be taken back by now, which parts it from this ticket.
                foreach (var association in group)
                    await associations.LinkedAsync(association, done.Ticket, ct);
                await SetAsync(group, done.Ticket, null, null, ct);
                break;
            case IssueOutcome.Paused paused:
                await SetAsync(group, null, paused.Reason, Soon, ct);
                break;
            case IssueOutcome.Unanswered silent:
                await SetAsync(group, null, silent.Reason, Soon, ct);
                break;
            case IssueOutcome.Refused no:
                await RefuseAsync(group, no.Reason, part.Held, ct);
                break;
            case IssueOutcome.Invalid wrong:
                await RefuseAsync(group, string.Join("; ", wrong.Problems.Select(p => p.Message)), ct);
                break;
            default:
                await SetAsync(group, null, "its ticket is gone", Soon, ct);
                break;
        }
    }

    /// <summary>It cannot be done as things are; each time the pause is twice as long.</summary>
    private async Task RefuseAsync(IReadOnlyList<DueAssociation> group, string problem, TicketId? heldBy, CancellationToken ct)
    {
        foreach (var association in group)
            await SetAsync(association, null, problem, PauseAfter(association.Tries), association.Tries + 1, heldBy, ct);
    }

    private Task RefuseAsync(IReadOnlyList<DueAssociation> group, string problem, CancellationToken ct) => RefuseAsync(group, problem, heldBy: null, ct);

    /// <summary>How long after it could not be done, and that many times before.</summary>
    private static TimeSpan PauseAfter(int tries) => DoublingPause.After(tries, Later, AtLast);

    private async Task SetAsync(IReadOnlyList<DueAssociation> group, TicketId? ticket, string? problem, TimeSpan? pause, CancellationToken ct)
    {
        foreach (var association in group)
            await SetAsync(association, ticket, problem, pause, 0, null, ct);
    }

    private Task SetAsync(DueAssociation association, TicketId? ticket, string? problem, TimeSpan? pause, int tries, TicketId? heldBy, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return associations.SetAsync(association, ticket, problem is { Length: > MaxProblem } ? problem[..MaxProblem] : problem, pause is { } time ? now + time : null, tries, heldBy, now, ct);
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
