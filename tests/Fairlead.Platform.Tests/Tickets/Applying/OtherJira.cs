using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Sandbox;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Another sandbox with the same accounts: a copy, a rebuilt or a restored Jira.</summary>
internal static class OtherJira
{
    /// <summary>With these issues, their labels and markers, made in this order: ids and keys begin anew.</summary>
    public static async Task<SandboxServer> WithAsync(
        TicketWorld world, IEnumerable<SandboxIssue> issues, CancellationToken ct, Func<SandboxOptions, SandboxOptions>? change = null)
    {
        var options = world.Sandbox.Options with { Accounts = world.Sandbox.Accounts };
        var other = await SandboxServer.StartAsync(change is null ? options : change(options), ct);
        foreach (var issue in issues)
        {
            var made = other.State.Create(issue.ProjectKey, issue.IssueType, issue.Summary, issue.Labels);
            if (issue.Properties.TryGetValue(Marker.PropertyKey, out var property))
                other.State.SetProperty(made.Key, Marker.PropertyKey, property);
        }

        return other;
    }
}
