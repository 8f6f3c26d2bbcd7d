using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Tells of connections on which nothing is sent until somebody does something, of those where nothing is heard any more, and of configurations that cannot be planned.</summary>
internal sealed class TicketHealth(
    LanePauses pauses, UnusableConnections unusable, IConnectionTraffic traffic, IJiraSource jira, FailedConfigurations failed, TimeProvider clock) : IHealthReason
{
    /// <summary>A look that fails once is made again a minute later, and that is nobody's business.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        var lasting = (await pauses.ListAsync(ct)).Where(p => p.Cause != PauseCause.Resting).ToList();
        var reasons = lasting.Select(p => new HealthReason(
            "tickets_paused", $"Nothing is sent through connection {p.Name}: {p.Reason} {p.NextStep}", IsBlocking: false, p.Name)).ToList();
        var unused = await unusable.AwaitedAsync(ct);
        reasons.AddRange(unused.Select(u => new HealthReason(
            "tickets_waiting", $"Nothing is sent through connection {u.Name}, and what changes in findings waits: {u.Reason}", IsBlocking: false, u.Name)));
        // Where nothing is sent, that says the same, and what ends it.
        var told = lasting.Select(p => p.Connection).Concat(unused.Select(u => u.Connection)).ToHashSet();
        foreach (var quiet in (await traffic.ListAsync(ct)).Where(t => !told.Contains(t.Connection)))
        {
            var name = await jira.NameOfAsync(quiet.Connection, ct) ?? quiet.Connection.ToString();
            if (quiet.MissedIssues is > 0 and var missed)
            {
                reasons.Add(new(
                    "jira_changes_missed",
                    $"Searching Jira for what changed through connection {name} did not find {missed} {(missed == 1 ? "issue" : "issues")} that had changed: they lost the label {Marker.CommonLabel}, or Jira's search index is broken. A lost label is put back by itself; once searches find all again: fairlead ticket reconcile",
                    IsBlocking: false, name));
            }

            if (quiet.Trouble is { } trouble && clock.GetUtcNow() - trouble.Since >= Patience)
            {
                reasons.Add(new(
                    "jira_not_read",
                    $"What changes in Jira is not heard through connection {name} since {trouble.Since:yyyy-MM-dd HH:mm} UTC: {trouble.Reason} {trouble.NextStep}",
                    IsBlocking: false, name));
            }
        }

        reasons.AddRange(failed.Names.Select(name => new HealthReason(
            "configuration_failed",
            $"The last run of the configuration {name} failed inside Fairlead; the log has the details. It is tried again at each wake-up, and stops none of the others; if it goes on failing, report it with the log.",
            IsBlocking: false, name)));
        return reasons;
    }
}
