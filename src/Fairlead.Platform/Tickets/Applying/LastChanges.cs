using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>A change of some fields of an issue, such as the last one.</summary>
/// <param name="IsOurs">By an account with which Fairlead signs in, or did, which never says anything about findings.</param>
internal sealed record LastChange(JiraChange Change, bool IsOurs)
{
    /// <summary>Changed again since the issue was read: the next look reads what it is now.</summary>
    public bool IsPast(string fieldId, string shown) => Change.Items.LastOrDefault(i => i.FieldId == fieldId) is { To: { } to } && to != shown;
}

/// <summary>Who changed fields of issues, by their histories: one call for all on Cloud, one for each hundred on Data Center.</summary>
internal static class LastChanges
{
    /// <param name="histories">Of these fields among others.</param>
    /// <returns>The last change of any of the fields, by issue id; an issue of which none ever changed is not there.</returns>
    public static IReadOnlyDictionary<string, LastChange> Of(IReadOnlyDictionary<string, IReadOnlyList<LastChange>> histories, IReadOnlyList<string> fields) => histories
        .Select(h => (Issue: h.Key, Last: h.Value.LastOrDefault(c => c.Change.Items.Any(i => fields.Contains(i.FieldId)))))
        .Where(h => h.Last is not null)
        .ToDictionary(h => h.Issue, h => h.Last!);

    /// <param name="fields">Ids, at most 10; none: of all fields.</param>
    /// <returns>Oldest first, by issue id; an issue of which none of the fields ever changed is not there.</returns>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<LastChange>>> AllAsync(
        LaneSession session, IReadOnlyCollection<string> issueIds, IReadOnlyCollection<string> fields, CancellationToken ct)
    {
        var changes = new Dictionary<string, List<JiraChange>>();
        await foreach (var part in session.Jira.Changelog.FetchAsync(issueIds, fields, ct))
        {
            if (part.Changes.Count == 0)
                continue;
            if (!changes.TryGetValue(part.IssueId, out var known))
                changes[part.IssueId] = known = [];
            known.AddRange(part.Changes);
        }

        if (changes.Count == 0)
            return new Dictionary<string, IReadOnlyList<LastChange>>();
        var ours = await session.AccountsAsync(ct);
        // Of several within one moment, the later one in Jira's order stays the later one.
        return changes.ToDictionary(
            c => c.Key,
            c => (IReadOnlyList<LastChange>)[.. c.Value.OrderBy(one => one.CreatedAt).Select(one => new LastChange(one, one.Author is { } author && ours.Contains(author.Id)))]);
    }
}
