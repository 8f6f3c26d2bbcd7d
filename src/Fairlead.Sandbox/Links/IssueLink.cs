using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Links;

/// <summary>A link between two issues; both hold the same instance.</summary>
internal sealed record IssueLink(long Id, IssueLinkType Type, Issue Inward, Issue Outward)
{
    public Issue Other(Issue issue) => ReferenceEquals(issue, Inward) ? Outward : Inward;
}

/// <param name="Content">The whole link as last sent: an update replaces everything.</param>
internal sealed record RemoteLink(long Id, string? GlobalId, JsonObject Content);
