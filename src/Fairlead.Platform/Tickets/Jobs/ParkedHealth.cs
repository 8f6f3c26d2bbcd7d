using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Tells of projects in which Jira refuses every issue of a type, while tickets wait for them; others go on.</summary>
internal sealed class ParkedHealth(ConfigurationStore configurations, CircuitStore circuits, IJiraSource jira, TimeProvider clock) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        var waiting = await circuits.WaitingAsync(ct);
        if (waiting.Count == 0)
            return [];
        var known = await configurations.AllAsync(ct);
        var reasons = new List<HealthReason>();
        foreach (var (circuit, tickets) in waiting)
        {
            var name = await jira.NameOfAsync(circuit.ConnectionId, ct) ?? circuit.ConnectionId.ToString();
            var makes = known.FirstOrDefault(c => c.Connection == circuit.ConnectionId && c.Project.Id == circuit.ProjectId && c.Types.Any(t => t.Id == circuit.IssueTypeId));
            var what = makes is null
                ? $"issue of type {circuit.IssueTypeId} in project {circuit.ProjectId}"
                : $"{makes.Types.First(t => t.Id == circuit.IssueTypeId).Name} in {makes.Project.Name}";
            var next = circuit.ProbeAt is { } probe && probe > clock.GetUtcNow() ? $"; one is tried at {probe:yyyy-MM-dd HH:mm} UTC" : "";
            reasons.Add(new(
                "tickets_parked",
                $"Since {circuit.OpenedAt:yyyy-MM-dd HH:mm} UTC Jira refuses every {what} through connection {name}; {tickets} {(tickets == 1 ? "ticket waits" : "tickets wait")}{next}: {circuit.Reason}",
                // Each is a trouble of its own, which begins and ends.
                IsBlocking: false, $"{name}: {what}"));
        }

        return reasons;
    }
}
