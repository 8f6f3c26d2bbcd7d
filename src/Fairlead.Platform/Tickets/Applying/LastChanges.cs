using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>The last change of some fields of an issue.</summary>
/// <param name="IsOurs">By an account with which Fairlead signs in, or did, which never says anything about findings.</param>
internal sealed record LastChange(JiraChange Change, bool IsOurs)
{
    /// <summary>Changed again since the issue was read: the next look reads what it is now.</summary>
    public bool IsPast(string fieldId, string shown) => Change.Items.LastOrDefault(i => i.FieldId == fieldId) is { To: { } to } && to != shown;
}

/// <summary>Who changed fields of issues last, by their histories: one call for all on Cloud, one for each on Data Center.</summary>
internal static class LastChanges
{
    /// <param name="fields">Ids, at most 10.</param>
    /// <returns>By issue id; an issue of which none of the fields ever changed is not there.</returns>
    public static async Task<IReadOnlyDictionary<string, LastChange>> OfAsync(
        LaneSession session, IReadOnlyCollection<string> issueIds, IReadOnlyCollection<string> fields, CancellationToken ct)
    {
        var changes = new Dictionary<string, JiraChange>();
        await foreach (var part in session.Jira.Changelog.FetchAsync(issueIds, fields, ct))
        {
            foreach (var change in part.Changes)
            {
                if (!changes.TryGetValue(part.IssueId, out var last) || change.CreatedAt >= last.CreatedAt)
                    changes[part.IssueId] = change;
            }
        }

        if (changes.Count == 0)
            return new Dictionary<string, LastChange>();
        var ours = await session.AccountsAsync(ct);
        return changes.ToDictionary(c => c.Key, c => new LastChange(c.Value, c.Value.Author is { } author && ours.Contains(author.Id)));
    }
}
