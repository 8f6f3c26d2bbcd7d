using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Adds a comment once, whatever happens on the way: it carries a property by which it is recognised.</summary>
internal static class IssueCommenter
{
    /// <param name="reference">The same for every attempt at the same comment.</param>
    /// <param name="visibility">As the configuration has it.</param>
    public static async Task<JiraOutcome<JiraAccepted>> CommentAsync(
        LaneSession session, string issueId, string text, string reference, CommentVisibility? visibility, CancellationToken ct)
    {
        if (await IsThereAsync(session, issueId, reference, ct) is { } answer)
            return answer;
        var properties = new Dictionary<string, JsonNode> { [Marker.PropertyKey] = new JsonObject { ["comment"] = reference } };
        var outcome = await session.Jira.Comments.AddAsync(issueId, RichDocument.FromPlainText(text), properties, visibility, ct);
        return outcome.Select(_ => default(JiraAccepted));
    }

    /// <returns><see langword="null"/> when the comment is not there yet.</returns>
    private static async Task<JiraOutcome<JiraAccepted>?> IsThereAsync(
        LaneSession session, string issueId, string reference, CancellationToken ct)
    {
        try
        {
            await foreach (var comment in session.Jira.Comments.ListAsync(issueId, ct))
            {
                if (comment.Properties.TryGetValue(Marker.PropertyKey, out var property) && property.ValueKind == JsonValueKind.Object
                    && property.TryGetProperty("comment", out var value) && value.ValueEquals(reference))
                    return new JiraOutcome<JiraAccepted>.Committed(default);
            }

            return null;
        }
        catch (JiraUnavailableException e)
        {
            return new JiraOutcome<JiraAccepted>.NotSent(e.Cause, e.Message);
        }
        catch (JiraRefusedException e)
        {
            return new JiraOutcome<JiraAccepted>.Rejected(e.Cause, e.Status, e.Error);
        }
    }
}
