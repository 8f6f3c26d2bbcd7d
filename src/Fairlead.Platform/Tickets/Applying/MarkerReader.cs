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
}
