using System.Globalization;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>What came of a name by which something was taken back that nothing was associated by.</summary>
/// <param name="Problem">Why it is not known which issue it is; <see langword="null"/>: what it was is taken back, if anything.</param>
/// <param name="IsForNow">Asking again soon may tell.</param>
internal sealed record ResolvedName(string? Problem, bool IsForNow = false);

/// <summary>
/// Finds what a provider took back by another name than it was added by, before it was linked: by its id instead of its key, by its key instead of its id, or by the key that it had
/// before it was moved. Jira is asked, unless all that it may be is linked, since of that it is known which issue it is.
/// </summary>
internal sealed class TakeBackResolver(AssociationStore associations, TicketCatalog tickets, IssueFinder issues, SecurityHub hub)
{
    /// <summary>Names in a problem.</summary>
    private const int MaxNamed = 5;

    /// <param name="group">Of one provider and one name.</param>
    public async Task<IReadOnlyList<(DueAssociation Association, ResolvedName Outcome)>> ResolveAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
    {
        var linked = (await associations.WantedAsync(group[0].ProviderNo, [.. group.Select(g => g.VulnerabilityId)], ct)).Where(a => a.TicketId is not null)
            .ToDictionary(a => (a.VulnerabilityId, a.Issue), a => a.TicketId!.Value);
        var ticketOf = (await tickets.GetManyAsync([.. linked.Values.Distinct()], ct)).ToDictionary(t => t.Id);
        var found = new Dictionary<string, FoundIssue>(StringComparer.Ordinal);
        var outcomes = new List<(DueAssociation, ResolvedName)>();
        foreach (var association in group)
            outcomes.Add((association, await ResolveAsync(association, name => linked.TryGetValue((association.VulnerabilityId, name), out var id) ? ticketOf.GetValueOrDefault(id) : null, found, ct)));
        return outcomes;
    }

    /// <param name="ticketOf">Of what is associated by a name, in capitals; <see langword="null"/>: it is not linked.</param>
    /// <param name="found">What was asked already.</param>
    private async Task<ResolvedName> ResolveAsync(DueAssociation association, Func<string, Ticket?> ticketOf, Dictionary<string, FoundIssue> found, CancellationToken ct)
    {
        var name = association.Issue;
        var same = new HashSet<string>(StringComparer.Ordinal);
        var unlinked = new List<string>();
        foreach (var one in association.MayBe.Select(m => m.ToUpperInvariant()))
        {
            if (ticketOf(one) is not { } ticket)
                unlinked.Add(one);
            else if (ticket.IssueId == name || ticket.IssueKey == name)
                same.Add(one);
        }

        if (unlinked.Count > 0)
        {
            var shown = await FindAsync(name);
            if (shown.Issue is not { } issue)
            {
                return new(
                    shown.IsForNow ? shown.Problem
                        : $"{name} was taken back, and nothing was associated by this name: {shown.Problem}, so it is not known whether it is {string.Join(", ", unlinked.Take(MaxNamed))}{(unlinked.Count > MaxNamed ? " or one of others" : "")}. Take back the name that was added",
                    shown.IsForNow);
            }

            foreach (var one in unlinked)
            {
                if (one == issue.Id || one == issue.Key)
                {
                    same.Add(one);
                }
                else if (!long.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                {
                    // The key that it had before it was moved is shown as the same issue.
                    var other = await FindAsync(one);
                    if (other.IsForNow)
                        return new(other.Problem, IsForNow: true);
                    if (other.Issue?.Id == issue.Id && other.Connection == shown.Connection)
                        same.Add(one);
                }
            }

            // What was linked by its id, and the key is its former one.
            same.UnionWith(association.MayBe.Select(m => m.ToUpperInvariant()).Where(m => ticketOf(m) is { } ticket && ticket.IssueId == issue.Id && ticket.Connection == shown.Connection));
        }

        await hub.SettleAsync(new SecurityProvider(association.ProviderKey, association.Name), association.VulnerabilityId, name, same, ct);
        return new ResolvedName(null);

        async Task<FoundIssue> FindAsync(string asked) => found.TryGetValue(asked, out var known) ? known : found[asked] = await issues.FindAsync(association.Name, asked, ct);
    }
}
