using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Reads from issues which create they came from.</summary>
internal static class MarkerReader
{
    private static readonly IssueSelection Labels = IssueSelection.Of("labels", "status", "resolution", "created", "project", "issuetype", "subtasks");

    /// <summary>What is read with an issue to know it: where it stands and with which resolution, in which workflow, with which sub-tasks, and since when it is there.</summary>
    public static IssueSelection Selection { get; } = Labels.With(Marker.PropertyKey);

    /// <summary>What to read of issues one after another, as long as markers are missing. Data Center gives properties for one issue to a call, so they come last.</summary>
    /// <param name="areLabelled">Whether the marker should be a label of all of them.</param>
    public static IReadOnlyList<IssueSelection> Steps(JiraEdition edition, bool areLabelled) =>
        edition == JiraEdition.Cloud || !areLabelled ? [Selection] : [Labels, Selection];

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
