using System.Text.Json.Serialization;

namespace Fairlead.Cli.Demo.Lifecycle;

/// <summary>What happened in the life of a few tickets, as Jira and Fairlead say.</summary>
/// <param name="Created">Issues that there are in Jira at the end: no more than tickets.</param>
internal sealed record StoryReport(
    string Edition, IReadOnlyList<StoryStep> Steps, int Created, int JiraCalls, Uri? Server = null, Uri? Sandbox = null)
{
    [JsonIgnore]
    public bool IsAsPromised => Steps.All(s => s.IsAsPromised);
}

/// <param name="Happened">What somebody did, or what a report said.</param>
/// <param name="Did">What Fairlead did about it.</param>
/// <param name="Expected">What was to come of it.</param>
/// <param name="IsAsPromised">Whether it did.</param>
internal sealed record StoryStep(
    string Title, string Happened, IReadOnlyList<string> Did, string Expected, bool IsAsPromised, IReadOnlyList<StoryTicket> Tickets);

/// <param name="Finding">Its rule.</param>
/// <param name="FindingStatus">In Fairlead.</param>
/// <param name="IssueStatus">In Jira, read there.</param>
internal sealed record StoryTicket(string Finding, string FindingStatus, string? Key, string? IssueStatus);
