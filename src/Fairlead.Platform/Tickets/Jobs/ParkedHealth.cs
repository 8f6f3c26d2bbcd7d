using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Tells of projects in which Jira refuses every issue of a type: what is to be made there waits, and others go on.</summary>
internal sealed class ParkedHealth(ConfigurationStore configurations, CircuitStore circuits, IJiraSource jira) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        var reasons = new List<HealthReason>();
        foreach (var used in (await configurations.AllAsync(ct)).Where(c => c.Enabled).GroupBy(c => c.Connection))
        {
            foreach (var circuit in (await circuits.ByConnectionAsync(used.Key, ct)).Where(c => c.IsOpen))
            {
                // What nobody wants to make waits for nothing.
                if (used.FirstOrDefault(c => c.Project.Id == circuit.ProjectId && c.Types.Any(t => t.Id == circuit.IssueTypeId)) is not { } one)
                    continue;
                var name = await jira.NameOfAsync(used.Key, ct) ?? used.Key.ToString();
                reasons.Add(new(
                    "tickets_parked",
                    $"Since {circuit.OpenedAt:yyyy-MM-dd HH:mm} UTC Jira refuses every {one.Types.First(t => t.Id == circuit.IssueTypeId).Name} in {one.Project.Name} through connection {name}; they wait, and one is tried again at {circuit.ProbeAt:HH:mm} UTC: {circuit.Reason}",
                    IsBlocking: false, name));
            }
        }

        return reasons;
    }
}
