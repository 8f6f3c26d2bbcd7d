using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>Puts findings behind an issue that somebody outside named: the ticket that it is already, else a new one.</summary>
internal sealed class IssueTickets(TicketLinks links, TicketCatalog tickets, TimeProvider clock)
{
    /// <param name="configurations">Enabled ones of the issue's connection; at least one.</param>
    /// <param name="key">Of the issue.</param>
    /// <param name="behind">1 to <see cref="TicketLinks.MaxFindings"/>, open.</param>
    public async Task<IssueOutcome> LinkAsync(
        Actor actor, IReadOnlyList<TicketConfiguration> configurations, string key, IReadOnlyList<FindingSummary> behind, CancellationToken ct)
    {
        List<FindingId> ids = [.. behind.Select(f => f.Id)];
        foreach (var configuration in configurations)
        {
            if (await tickets.OfIssueAsync(configuration.Id, key, ct) is { } ticket)
                return await links.AddAsync(actor, ticket, ids, ct);
        }

        // The configuration that would make a ticket of it by itself keeps it true as its owner expects.
        var now = clock.GetUtcNow();
        var chosen = configurations.FirstOrDefault(c => behind.All(TicketFilters.Match(c.Filter, now).Invoke)) ?? configurations[0];
        return await links.LinkAsync(actor, new LinkDraft(chosen, key, ids), ct);
    }
}
