using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tickets.Applying;

/// <param name="Known">Reference of the comment that was there already; <see langword="null"/>: it was added.</param>
internal readonly record struct MadeComment(string? Known);

/// <summary>Adds a comment once, whatever happens on the way: it carries a property by which it is recognised.</summary>
internal static class IssueCommenter
{
    /// <param name="reference">The same for every attempt at the same comment.</param>
    /// <param name="visibility">As the configuration has it.</param>
    public static async Task<JiraOutcome<JiraAccepted>> CommentAsync(
        LaneSession session, string issueId, string text, string reference, CommentVisibility? visibility, CancellationToken ct) =>
        (await MakeAsync(session, issueId, text, reference, known => known == reference, visibility, ct)).Select(_ => default(JiraAccepted));

    /// <param name="reference">Kept with the comment.</param>
    /// <param name="isSame">Whether a comment with a reference is this one.</param>
    /// <param name="visibility">As the configuration has it.</param>
    public static async Task<JiraOutcome<MadeComment>> MakeAsync(
        LaneSession session, string issueId, string text, string reference, Func<string, bool> isSame, CommentVisibility? visibility, CancellationToken ct)
    {
        if (await IsThereAsync(session, issueId, isSame, ct) is { } answer)
            return answer;
        var properties = new Dictionary<string, JsonNode> { [Marker.PropertyKey] = new JsonObject { ["comment"] = reference } };
        var outcome = await session.Jira.Comments.AddAsync(issueId, RichDocument.FromPlainText(text), properties, visibility, ct);
        return outcome.Select(_ => new MadeComment(Known: null));
    }

    /// <returns>By what a comment of Fairlead's is recognised; <see langword="null"/>: it has none.</returns>
    public static string? ReferenceOf(JiraComment comment) => comment.Properties.TryGetValue(Marker.PropertyKey, out var property) && property.ValueKind == JsonValueKind.Object
        && property.TryGetProperty("comment", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <returns><see langword="null"/> when the comment is not there yet.</returns>
    private static async Task<JiraOutcome<MadeComment>?> IsThereAsync(
        LaneSession session, string issueId, Func<string, bool> isSame, CancellationToken ct)
    {
        try
        {
            await foreach (var comment in session.Jira.Comments.ListAsync(issueId, ct))
            {
                if (ReferenceOf(comment) is { } known && isSame(known))
                    return new JiraOutcome<MadeComment>.Committed(new(known));
            }

            return null;
        }
        catch (JiraUnavailableException e)
        {
            return new JiraOutcome<MadeComment>.NotSent(e.Cause, e.Message);
        }
        catch (JiraRefusedException e)
        {
            return new JiraOutcome<MadeComment>.Rejected(e.Cause, e.Status, e.Error);
        }
    }
}
