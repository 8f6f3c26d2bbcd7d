using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>What the latest run of a configuration left unsettled.</summary>
/// <param name="At">When it was looked at.</param>
public sealed record UnsettledRun(TicketConfiguration Configuration, IReadOnlyList<Attention> Attention, DateTimeOffset At);

/// <summary>What runs left and what is due, over all configurations. Reads rows only: neither findings nor Jira.</summary>
internal sealed class UnsettledWork(ConfigurationStore configurations, TicketStore tickets, RunStore runs, DueTickets dueTickets, Lanes lanes, IJiraSource jira)
{
    /// <summary>
    /// What the latest run of each enabled configuration left unsettled, by name; those that left nothing are not in it, nor what
    /// was settled since. Reads no findings, so it costs the same however many there are.
    /// </summary>
    public async Task<IReadOnlyList<UnsettledRun>> OfRunsAsync(CancellationToken ct)
    {
        var all = new List<UnsettledRun>();
        foreach (var configuration in (await configurations.AllAsync(ct)).Where(c => c.Enabled).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            if (await runs.LastAttentionAsync(configuration.Id, ct) is not { Attention.Count: > 0 } last)
                continue;
            var isDisabled = await jira.IsDisabledAsync(configuration.Connection, ct);
            var isPaused = await lanes.StandingPauseAsync(configuration.Connection, ct) is not null;
            var standings = await tickets.StandingsAsync(configuration.Id, ct);
            if (last.Attention.Where(a => IsStillSo(a.Kind, isPaused, isDisabled, standings)).ToList() is { Count: > 0 } attention)
                all.Add(new(configuration, attention, last.At));
        }

        return all;
    }

    /// <summary>What is due, by connection; nothing is where writing stops or the connection is disabled. Reads no findings.</summary>
    public async Task<IReadOnlyList<DueOfConnection>> DueAsync(CancellationToken ct)
    {
        var all = new List<DueOfConnection>();
        foreach (var connection in (await configurations.AllAsync(ct)).Select(c => c.Connection).Distinct())
        {
            if (!await jira.IsDisabledAsync(connection, ct) && await lanes.StandingPauseAsync(connection, ct) is null && await dueTickets.WorkAsync(connection, ct) is { IsEmpty: false } work)
                all.Add(new(connection, work));
        }

        return all;
    }

    /// <summary>What was settled since without a run, by a wake-up or a reading of the issues, is not told any more.</summary>
    private static bool IsStillSo(AttentionKind kind, bool isPaused, bool isDisabled, IReadOnlyList<(TicketState State, IssuePresence? Presence)> standings) => kind switch
    {
        AttentionKind.Paused => isPaused,
        AttentionKind.Disabled => isDisabled,
        AttentionKind.Interrupted => standings.Any(s => s.State == TicketState.Sending),
        AttentionKind.Uncertain => standings.Any(s => s.State is TicketState.Uncertain or TicketState.Sending),
        AttentionKind.Waiting or AttentionKind.Parked => standings.Any(s => s.State is TicketState.Planned or TicketState.Retry),
        AttentionKind.Refused => standings.Any(s => s.State == TicketState.Rejected),
        AttentionKind.Forbidden => standings.Any(s => s.Presence == IssuePresence.Forbidden),
        AttentionKind.Deleted => standings.Any(s => s.Presence == IssuePresence.Deleted),
        AttentionKind.Unlinked => standings.Any(s => s.Presence == IssuePresence.Unlinked),
        AttentionKind.Lost => standings.Any(s => s.Presence == IssuePresence.Lost),
        _ => true,
    };
}
