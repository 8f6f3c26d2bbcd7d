using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Puts markers on issues that are there, and takes them off: as labels where those carry it, and as the property. All of it is absolute, so
/// repeating is safe.
/// </summary>
internal sealed class MarkerWriter(CircuitStore circuits, WriteOutcomes outcomes)
{
    /// <param name="dead">Markers of tickets that the issue was unlinked from.</param>
    /// <returns><see langword="null"/> when the issue carries the marker; else <see cref="SyncOutcome.Refused"/>, or what <see cref="SyncOutcome.IsToCome"/>.</returns>
    public async Task<SyncOutcome?> PutAsync(LaneSession session, JiraIssue issue, string marker, IReadOnlyList<string> dead, CancellationToken ct)
    {
        var circuit = await circuits.GetAsync(session.Connection, issue.Project!.Id, issue.IssueType!.Id, ct);
        string[] add = circuit.Rung == MarkerRung.Label ? [.. new[] { Marker.CommonLabel, marker }.Except(issue.Labels)] : [];
        return await LabelAsync(session, issue.Id, new() { AddLabels = add, RemoveLabels = [.. dead.Where(issue.Labels.Contains)] }, ct)
            ?? await SetAsync(session, issue.Id, IssueBuilder.PropertyOf(marker), ct);
    }

    /// <inheritdoc cref="PutAsync"/>
    /// <returns><see langword="null"/> when the issue does not carry the marker any more.</returns>
    public async Task<SyncOutcome?> TakeOffAsync(LaneSession session, JiraIssue issue, string marker, CancellationToken ct)
    {
        string[] remove = [.. issue.Labels.Where(l => l == Marker.CommonLabel || l == marker)];
        return await SetAsync(session, issue.Id, new JsonObject { ["v"] = 1 }, ct)
            ?? (remove.Length == 0 ? null : await OfAsync(session, await EditAsync(session, issue.Id, new() { RemoveLabels = remove }, ct), ct));
    }

    /// <summary>Where labels are not on the screen, the property alone carries the marker.</summary>
    private async Task<SyncOutcome?> LabelAsync(LaneSession session, string issueId, IssueEdit edit, CancellationToken ct)
    {
        if (edit.IsEmpty)
            return null;
        var outcome = await EditAsync(session, issueId, edit, ct);
        return outcome is JiraOutcome<JiraAccepted>.Rejected { Cause: JiraRefusalCause.Invalid } no && no.Error.FieldErrors.ContainsKey("labels")
            ? null
            : await OfAsync(session, outcome, ct);
    }

    private static Task<JiraOutcome<JiraAccepted>> EditAsync(LaneSession session, string issueId, IssueEdit edit, CancellationToken ct) =>
        WriteOutcomes.RepeatAsync(() => session.Jira.Issues.EditAsync(issueId, edit, ct));

    private async Task<SyncOutcome?> SetAsync(LaneSession session, string issueId, JsonObject property, CancellationToken ct) =>
        await OfAsync(session, await WriteOutcomes.RepeatAsync(() => session.Jira.Properties.SetAsync(issueId, Marker.PropertyKey, property, ct)), ct);

    private async Task<SyncOutcome?> OfAsync(LaneSession session, JiraOutcome<JiraAccepted> outcome, CancellationToken ct) => outcome switch
    {
        JiraOutcome<JiraAccepted>.Committed => null,
        _ => await outcomes.OfAsync(session, outcome, ct) ?? new SyncOutcome.Refused(WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome)),
    };
}
