using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Reads from issues which create they came from.</summary>
internal static class MarkerReader
{
    /// <summary>What is read with an issue to know it.</summary>
    public static IssueSelection Selection { get; } = IssueSelection.Of("labels", "status", "created").With(Marker.PropertyKey);

    /// <summary>The marker of an issue of ours: the property where there is one, else a label of the right form.</summary>
    public static string? Of(JiraIssue issue) => PropertyOf(issue) ?? LabelOf(issue);

    public static string? PropertyOf(JiraIssue issue) =>
        issue.Property(Marker.PropertyKey) is { ValueKind: System.Text.Json.JsonValueKind.Object } property
        && property.TryGetProperty("marker", out var marker) && marker.ValueKind == System.Text.Json.JsonValueKind.String
        && marker.GetString() is { } text && Marker.IsMarker(text)
            ? text
            : null;

    public static string? LabelOf(JiraIssue issue) => issue.Labels.FirstOrDefault(Marker.IsMarker);

    /// <summary>
    /// A bulk answer names the created issues without their positions. When nothing failed and their ids rise, the order is that
    /// of the request; else each issue is read again and goes to the item whose marker it carries.
    /// </summary>
    public static async Task<IReadOnlyList<JiraOutcome<CreatedIssue>>> ConfirmAsync(
        LaneSession session, IReadOnlyList<BuiltIssue.Ready> items, IReadOnlyList<JiraOutcome<CreatedIssue>> outcomes, CancellationToken ct)
    {
        var made = outcomes.OfType<JiraOutcome<CreatedIssue>.Committed>().Select(c => c.Value).ToList();
        if (outcomes.Count == 1 || made.Count == 0 || (made.Count == outcomes.Count && IsRising(made)))
            return outcomes;

        var byMarker = await ReadAsync(session, made, ct);
        return [.. outcomes.Select((outcome, i) => outcome switch
        {
            JiraOutcome<CreatedIssue>.Committed when byMarker?.GetValueOrDefault(items[i].Ticket.Marker) is { } issue =>
                new JiraOutcome<CreatedIssue>.Committed(issue),
            JiraOutcome<CreatedIssue>.Committed => new JiraOutcome<CreatedIssue>.Uncertain(
                JiraFailureCause.Unreadable, "the bulk answer names an issue that does not carry this marker"),
            _ when byMarker?.ContainsKey(items[i].Ticket.Marker) == true => new JiraOutcome<CreatedIssue>.Uncertain(
                JiraFailureCause.Unreadable, "the bulk answer says that this item failed, but its issue exists"),
            _ => outcome,
        })];
    }

    private static async Task<Dictionary<string, CreatedIssue>?> ReadAsync(LaneSession session, List<CreatedIssue> made, CancellationToken ct)
    {
        try
        {
            var batch = await session.Jira.Issues.FetchAsync([.. made.Select(m => m.Id)], Selection, ct);
            return batch.Issues
                .Select(i => (Marker: Of(i), Issue: new CreatedIssue(i.Id, i.Key)))
                .Where(i => i.Marker is not null)
                .GroupBy(i => i.Marker!)
                .ToDictionary(g => g.Key, g => g.First().Issue);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return null;
        }
    }

    private static bool IsRising(List<CreatedIssue> made)
    {
        for (var i = 1; i < made.Count; i++)
        {
            if (!long.TryParse(made[i].Id, out var id) || !long.TryParse(made[i - 1].Id, out var before) || id <= before)
                return false;
        }

        return true;
    }
}
