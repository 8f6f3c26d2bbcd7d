using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Which tickets of a connection had to wait and are due, and what becomes of them.</summary>
internal sealed class DueTickets(TicketStore tickets, ConfigurationStore configurations, CircuitStore circuits, RunStore runs, TimeProvider clock)
{
    /// <summary>What whoever writes to the connection next would send or look for.</summary>
    public async Task<IReadOnlyList<TicketRow>> OnAsync(ConnectionId connection, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await tickets.DueAsync(connection, now, ct);
        if (due.Count == 0)
            return due;
        var enabled = (await configurations.ByConnectionAsync(connection, ct)).Where(c => c.Enabled).Select(c => c.Id).ToHashSet();
        var parked = (await circuits.ByConnectionAsync(connection, ct))
            .Where(c => c.IsOpen && c.ProbeAt > now).Select(c => (c.ProjectId, c.IssueTypeId)).ToHashSet();
        return [.. due.Where(t => !IsToSend(t) || (enabled.Contains(t.ConfigurationId) && !parked.Contains((t.ProjectId, t.IssueTypeId))))];
    }

    /// <summary>All of it in numbers.</summary>
    public async Task<DueWork> WorkAsync(ConnectionId connection, CancellationToken ct)
    {
        var due = await OnAsync(connection, ct);
        var sends = due.Count(IsToSend);
        return DueWork.None with { Sends = sends, Lookups = due.Count - sends, Unfinished = await UnfinishedAsync(connection, ct) };
    }

    /// <summary>Runs of the connection that were begun and of which operations are open, oldest first.</summary>
    public async Task<IReadOnlyList<UnfinishedRun>> UnfinishedAsync(ConnectionId connection, CancellationToken ct)
    {
        var unfinished = new List<UnfinishedRun>();
        foreach (var begun in (await runs.BegunAsync(connection, ct)).Where(r => r.Planned.All > 0))
        {
            // What was begun for a configuration that is gone, went elsewhere or is disabled is not carried on.
            if (await configurations.GetAsync(begun.Configuration, ct) is { } configuration && configuration.Connection == connection && begun.MayWriteFor(configuration)
                && await runs.GetAsync(begun.Id, ct) is { } run && run.Outcomes.Values.Sum() < run.Planned.All)
                unfinished.Add(new(run.Id, configuration.Name, run.Planned.All, run.Done));
        }

        return unfinished;
    }

    /// <summary>What became of tickets that were due.</summary>
    /// <param name="due">As they were then.</param>
    /// <param name="session">Whose runs tell of their own.</param>
    /// <returns>By configuration; none where nothing was due.</returns>
    public async Task<IReadOnlyList<CaughtUp>> BecameAsync(IReadOnlyList<TicketRow> due, LaneSession session, CancellationToken ct)
    {
        var before = due.Where(t => !session.IsOfRun(t.Id)).ToDictionary(t => t.Id);
        var after = await tickets.ByIdsAsync(before.Keys, ct);
        var all = new List<CaughtUp>();
        foreach (var group in after.GroupBy(t => t.ConfigurationId))
        {
            var name = (await configurations.GetAsync(group.Key, ct))?.Name ?? group.Key.ToString();
            var fates = group.CountBy(t => FateOf(before[t.Id], t)).ToDictionary();
            all.Add(new(
                name, fates.GetValueOrDefault(Fate.Created), fates.GetValueOrDefault(Fate.Found), fates.GetValueOrDefault(Fate.Refused), fates.GetValueOrDefault(Fate.Open)));
        }

        return [.. all.OrderBy(c => c.Configuration, StringComparer.Ordinal)];
    }

    private static bool IsToSend(TicketRow ticket) => ticket.State is TicketState.Planned or TicketState.Retry;

    private static Fate FateOf(TicketRow before, TicketRow after) => after switch
    {
        { State: TicketState.Created, Presence: IssuePresence.Lost } => Fate.Open,
        // Every send is an attempt.
        { State: TicketState.Created } => after.Attempts > before.Attempts ? Fate.Created : Fate.Found,
        { State: TicketState.Rejected } => Fate.Refused,
        _ => Fate.Open,
    };

    private enum Fate
    {
        Created,
        Found,
        Refused,
        Open,
    }
}
