using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>What came of some of the findings that were to be put behind an issue.</summary>
/// <param name="Held">The ticket that has them instead; <see langword="null"/>: none.</param>
internal sealed record LinkedPart(IReadOnlyCollection<FindingId> Findings, IssueOutcome Outcome, TicketId? Held = null);

/// <summary>Puts findings behind an issue that somebody outside named: the ticket that it is already, else a new one.</summary>
internal sealed class IssueTickets(TicketLinks links, TicketCatalog tickets, TimeProvider clock)
{
    /// <param name="configurations">Enabled ones of the issue's connection; at least one.</param>
    /// <param name="key">Of the issue.</param>
    /// <param name="behind">1 to <see cref="TicketLinks.MaxFindings"/>, open.</param>
    /// <param name="held">Tickets that keep a finding also when their issue is done; <see langword="null"/>: none.</param>
    /// <returns>Each finding in one of the parts: those that are behind another issue keep no other from this one.</returns>
    public async Task<IReadOnlyList<LinkedPart>> LinkAsync(
        Actor actor, IReadOnlyList<TicketConfiguration> configurations, string key, IReadOnlyList<FindingSummary> behind, ILookup<FindingId, TicketId>? held, CancellationToken ct)
    {
        // The configuration that would make a ticket of it by itself keeps it true as its owner expects.
        var now = clock.GetUtcNow();
        var (chosen, ticket) = (configurations.FirstOrDefault(c => behind.All(TicketFilters.Match(c.Filter, now).Invoke)) ?? configurations[0], (TicketId?)null);
        foreach (var configuration in configurations)
        {
            if (await tickets.OfIssueAsync(configuration.Id, key, ct) is { } known)
            {
                (chosen, ticket) = (configuration, known);
                break;
            }
        }

        var elsewhere = await links.ElsewhereAsync(chosen, [.. behind.Select(f => f.Id)], ticket, held, ct);
        List<LinkedPart> parts = [.. elsewhere.GroupBy(e => e.Value, e => e.Key).Select(held => new LinkedPart(
            [.. held],
            new IssueOutcome.Refused(
                $"The finding is behind {held.Key.Name} already, and a finding is behind one open issue of {chosen.Name}. To have it behind {key} instead: "
                + (ticket is null ? $"fairlead ticket relink {held.Key.Name} {key}" : $"take its link to {held.Key.Name} back, or all of them: fairlead ticket unlink {held.Key.Name}")),
            held.Key.Id))];
        List<FindingId> free = [.. behind.Select(f => f.Id).Where(f => !elsewhere.ContainsKey(f))];
        if (free.Count > 0)
            parts.Add(new(free, ticket is { } its ? await links.AddAsync(actor, its, free, ct) : await links.LinkAsync(actor, new LinkDraft(chosen, key, free), ct)));
        return parts;
    }
}
