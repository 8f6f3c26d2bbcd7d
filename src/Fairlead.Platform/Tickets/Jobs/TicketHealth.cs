using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Tells of connections on which nothing is sent until somebody does something, and of those where nothing is heard any more.</summary>
internal sealed class TicketHealth(TicketSync sync, IConnectionTraffic traffic, IJiraSource jira, TimeProvider clock) : IHealthReason
{
    /// <summary>A look that fails once is made again a minute later, and that is nobody's business.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        var pauses = (await sync.PausesAsync(ct)).Where(p => p.Cause != PauseCause.Resting).ToList();
        var reasons = pauses.Select(p => new HealthReason(
            "tickets_paused", $"Nothing is sent through connection {p.Name}: {p.Reason} {p.NextStep}", IsBlocking: false, p.Name)).ToList();
        // Where sending is paused, that says the same, and what ends it.
        foreach (var quiet in (await traffic.ListAsync(ct)).Where(t => pauses.All(p => p.Connection != t.Connection)))
        {
            if (quiet.Trouble is not { } trouble || clock.GetUtcNow() - trouble.Since < Patience)
                continue;
            var name = await jira.NameOfAsync(quiet.Connection, ct) ?? quiet.Connection.ToString();
            reasons.Add(new(
                "jira_not_read",
                $"What changes in Jira is not heard through connection {name} since {trouble.Since:yyyy-MM-dd HH:mm} UTC: {trouble.Reason} {trouble.NextStep}",
                IsBlocking: false, name));
        }

        return reasons;
    }
}
