using System.Text.Json.Nodes;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Text;

namespace Fairlead.Sandbox.Comments;

/// <param name="Visibility">As sent: type and value of the role or group that may see it; null for everyone.</param>
internal sealed record IssueComment(
    long Id, Account Author, Account UpdateAuthor, RichText Body, JsonObject? Visibility, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Entity properties: the value as JSON text by key.</summary>
    public SortedDictionary<string, string> Properties { get; init; } = new(StringComparer.Ordinal);

    /// <summary>As both editions of Jira Service Management keep it.</summary>
    public bool IsInternal => Properties.TryGetValue("sd.public.comment", out var value) && (bool?)JsonNode.Parse(value)?["internal"] == true;
}

internal sealed record Worklog(
    long Id, Account Author, RichText? Comment, DateTimeOffset StartedAt, long TimeSpentSeconds, DateTimeOffset CreatedAt);
