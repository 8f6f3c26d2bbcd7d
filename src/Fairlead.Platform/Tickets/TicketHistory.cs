using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Comments;

namespace Fairlead.Platform.Tickets;

/// <summary>What one change did to one field, in Jira's words.</summary>
/// <param name="Field">Its name.</param>
/// <param name="From">One line; <see langword="null"/>: it was empty.</param>
/// <param name="To">As <paramref name="From"/>.</param>
public sealed record IssueFieldChange(string Field, string? From, string? To);

/// <summary>A change of a ticket's issue.</summary>
/// <param name="Id">Of the entry in the issue's history.</param>
/// <param name="Author">As Jira shows the name.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="IsOurs">By an account that Fairlead signs in with, or did.</param>
public sealed record IssueChange(string Id, string Author, DateTimeOffset ChangedAt, bool IsOurs, IReadOnlyList<IssueFieldChange> Fields);

/// <param name="Total">Of all changes.</param>
/// <param name="Changes">The latest of them, the oldest first.</param>
public sealed record IssueHistory(string IssueKey, long Total, IReadOnlyList<IssueChange> Changes);

/// <summary>What was changed in a ticket's issue and by whom: Jira's own history, read when somebody wants to see it. Nothing of it is kept.</summary>
internal sealed class TicketHistory(IssueSight sight)
{
    /// <summary>Longest value that is shown, in characters: that of a line in Jira.</summary>
    private const int MaxValue = 255;

    /// <param name="most">Of the latest changes, 1 to 100.</param>
    /// <returns><see langword="null"/> when there is no such ticket, or it has no issue that Jira shows with the ticket's marker.</returns>
    /// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
    /// <exception cref="JiraRefusedException">Jira does not show the history.</exception>
    public async Task<IssueHistory?> ReadAsync(TicketId id, int most, CancellationToken ct)
    {
        if (await sight.OfAsync(id, ct) is not { } seen)
            return null;
        var latest = await seen.Jira.Changelog.LatestAsync(seen.IssueId, most, ct);
        var changes = new List<IssueChange>();
        foreach (var change in latest.Items)
            changes.Add(new(change.Id, JiraActor.NameOf(change.Author), change.CreatedAt, await seen.Authors.IsOursAsync(change.Author?.Id, change.CreatedAt, ct), [.. change.Items.Select(Shown)]));
        return new(seen.IssueKey, latest.Total, changes);
    }

    private static IssueFieldChange Shown(JiraFieldChange change) =>
        new(PlainText.OneLine(change.FieldName), Shown(change.FromText ?? change.From), Shown(change.ToText ?? change.To));

    /// <summary>Whole texts, such as a description, would bury the rest, and may hold what was taken out of the issue for good reason: only their lengths are told.</summary>
    private static string? Shown(string? value) => value switch
    {
        null or "" => null,
        _ when value.Length > MaxValue || value.Contains('\n') => $"({value.Length:N0} characters)",
        _ => PlainText.OneLine(value),
    };
}
