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
internal sealed class TakeBackResolver(AssociationStore associations, TicketCatalog tickets, IssueFinder issues, SecurityHub hub, TimeProvider clock)
{
    /// <summary>Issues that are asked for in a minute: of a vulnerability with hundreds of keys each may be the one.</summary>
    private const int MaxAsked = 50;

    private const string Busy = "Jira is asked for others of its names; this one has its turn";

    private readonly AskedIssues _asked = new(clock);

    /// <summary>Names in a problem.</summary>
    private const int MaxNamed = 5;

    /// <param name="group">Of one provider and one name.</param>
    public async Task<IReadOnlyList<(DueAssociation Association, ResolvedName Outcome)>> ResolveAsync(IReadOnlyList<DueAssociation> group, CancellationToken ct)
    {
        var linked = (await associations.WantedAsync(group[0].ProviderNo, [.. group.Select(g => g.VulnerabilityId)], ct)).Where(a => a.TicketId is not null)
            .ToDictionary(a => (a.VulnerabilityId, a.Issue), a => a.TicketId!.Value);
        var ticketOf = (await tickets.GetManyAsync([.. linked.Values.Distinct()], ct)).ToDictionary(t => t.Id);
        var outcomes = new List<(DueAssociation, ResolvedName)>();
        foreach (var association in group)
            outcomes.Add((association, await ResolveAsync(association, name => linked.TryGetValue((association.VulnerabilityId, name), out var id) ? ticketOf.GetValueOrDefault(id) : null, ct)));
        return outcomes;
    }

    /// <param name="ticketOf">Of what is associated by a name, in capitals; <see langword="null"/>: it is not linked.</param>
    private async Task<ResolvedName> ResolveAsync(DueAssociation association, Func<string, Ticket?> ticketOf, CancellationToken ct)
    {
        var compared = association.MayBe.Select(m => m.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        var name = association.Issue;
        var same = new HashSet<string>(StringComparer.Ordinal);
        var unlinked = new List<string>();
        foreach (var one in compared)
        {
            if (ticketOf(one) is not { } ticket)
                unlinked.Add(one);
            else if (ticket.IssueId == name || ticket.IssueKey == name)
                same.Add(one);
        }

        // Of what is linked only the present key is known: the name may be its former one.
        if (unlinked.Count > 0 || (same.Count == 0 && !IsId(name)))
        {
            var shown = await FindAsync(name);
            if (shown.Issue is null && !shown.IsForNow && unlinked.Count == 0)
                return await SettleAsync();
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
                else if (!IsId(one))
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
            same.UnionWith(compared.Where(m => ticketOf(m) is { } ticket && ticket.IssueId == issue.Id && ticket.Connection == shown.Connection));
        }

        return await SettleAsync();

        static bool IsId(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

        async Task<ResolvedName> SettleAsync() =>
            await hub.SettleAsync(new SecurityProvider(association.ProviderKey, association.Name), association.VulnerabilityId, name, same, compared, ct)
                ? new ResolvedName(null)
                : new ResolvedName("the provider said more of the vulnerability meanwhile", IsForNow: true);

        async Task<FoundIssue> FindAsync(string asked)
        {
            if (_asked.Known(association.Name, asked) is { } known)
                return known;
            if (!_asked.MayAsk(association.Name, MaxAsked))
                return FoundIssue.None(Busy, isForNow: true);
            var found = await issues.FindAsync(association.Name, asked, ct);
            _asked.Note(association.Name, asked, found);
            return found;
        }
    }
}
