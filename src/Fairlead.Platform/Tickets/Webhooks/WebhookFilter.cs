using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Of which issues Jira is to tell: those that carry our label, and all of a project whose screens have no labels.</summary>
internal sealed class WebhookFilter(CircuitStore circuits)
{
    public async Task<string> OfAsync(ConnectionId connection, CancellationToken ct)
    {
        var projects = (await circuits.ByConnectionAsync(connection, ct)).Where(c => c.Rung != MarkerRung.Label).Select(c => long.Parse(c.ProjectId)).Distinct().Order().ToList();
        var ours = $"labels = {Marker.CommonLabel}";
        return projects.Count == 0 ? ours : $"{ours} OR project in ({string.Join(", ", projects)})";
    }
}
