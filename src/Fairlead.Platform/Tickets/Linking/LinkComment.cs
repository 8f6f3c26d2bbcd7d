using System.Text;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Linking;

/// <summary>What an issue is told when it becomes a ticket's, and when it is one no more. Pure.</summary>
internal static class LinkComment
{
    private const int MaxNamed = 20;
    private const int MaxTitle = 200;

    public static string TextOf(string by, TicketConfiguration configuration, TicketGroup group, IReadOnlyList<ContentFinding> findings)
    {
        var text = new StringBuilder($"Linked in Fairlead by {PlainText.OneLine(by)} (configuration {configuration.Name}). From now on this issue stands for {group.Total} {(group.Total == 1 ? "finding" : "findings")}, and is done once none of them is open:");
        foreach (var finding in findings.Take(MaxNamed))
            text.Append($"\n- {PlainText.Cut(PlainText.OneLine(finding.Title), MaxTitle)} ({finding.Severity}, {PlainText.Cut(PlainText.OneLine(finding.Asset), MaxTitle)})");
        if (group.Total > MaxNamed)
            text.Append($"\n- and {group.Total - Math.Min(MaxNamed, findings.Count)} more");
        return text.ToString();
    }

    public static string PartingOf(string by, string? issueKey) =>
        $"Unlinked in Fairlead by {PlainText.OneLine(by)}. This issue stands for no findings any more{(issueKey is null ? "" : $": {issueKey} does, in its place")}.";

    /// <summary>The same for every attempt to part the issue from what it was linked to then.</summary>
    public static string PartingReferenceOf(TicketRow ticket) => $"unlinked/{ticket.Marker}/{ticket.LinkedAt!.Value.ToUnixTimeMilliseconds()}";

    /// <summary>The same for every attempt to link the issue to these findings, and another each time that the ticket is linked anew.</summary>
    /// <param name="before">UTC. When the ticket was last linked, or parted; <see langword="null"/>: never.</param>
    public static string ReferenceOf(string marker, TicketGroup group, DateTimeOffset? before)
    {
        var buffer = new ByteBuffer();
        foreach (var finding in group.Members.OrderBy(f => f.Value))
            buffer.Add(finding.Value);
        return $"linked/{marker}/{buffer.Hash():x32}{(before is { } at ? $"/{at.ToUnixTimeMilliseconds()}" : "")}";
    }
}
