using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>
/// Finds what a provider takes back by another name than it was added by: by the issue's id instead of its key, by its key instead of its id, or by the key that it has since it
/// was moved. Which issue a name is shows once it is linked.
/// </summary>
internal sealed class OtherNames(AssociationStore associations, TicketCatalog tickets)
{
    /// <returns>By vulnerability and by what is taken back of it: the names, in capitals, by which the same issue was added.</returns>
    public async Task<ILookup<(string Vulnerability, string Issue), string>> OfAsync(SecurityProvider provider, IReadOnlyList<SubmittedVulnerability> told, CancellationToken ct)
    {
        var removals = told.SelectMany(t => (t.Associations?.Removed ?? []).Select(issue => (Vulnerability: t.Id, Issue: issue))).Distinct().ToList();
        if (removals.Count == 0)
            return Nothing;
        var linked = (await associations.LinkedOnesAsync(provider.Key, [.. removals.Select(r => r.Vulnerability).Distinct()], ct)).ToLookup(a => a.VulnerabilityId, StringComparer.Ordinal);
        List<(string Vulnerability, string Issue)> unknown = [.. removals.Where(r => linked[r.Vulnerability].All(a => !a.Issue.Equals(r.Issue, StringComparison.OrdinalIgnoreCase)))];
        var issueOf = (await tickets.GetManyAsync([.. unknown.SelectMany(u => linked[u.Vulnerability]).Select(a => a.TicketId!.Value).Distinct()], ct)).ToDictionary(t => t.Id);
        return unknown
            .SelectMany(u => linked[u.Vulnerability]
                .Where(a => issueOf.TryGetValue(a.TicketId!.Value, out var ticket) && (ticket.IssueId == u.Issue || string.Equals(ticket.IssueKey, u.Issue, StringComparison.OrdinalIgnoreCase)))
                .Select(a => (Removal: u, a.Issue)))
            .ToLookup(f => f.Removal, f => f.Issue);
    }

    private static ILookup<(string, string), string> Nothing { get; } = Array.Empty<string>().ToLookup(_ => ("", ""));
}
