using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>On which connections nothing is sent, why, and that they go on again.</summary>
internal sealed class LanePauses(Lanes lanes, LaneStore store, TicketStore tickets, IJiraSource jira, TimeProvider clock)
{
    /// <summary>Every connection on which nothing is sent at the moment.</summary>
    public async Task<IReadOnlyList<LanePause>> ListAsync(CancellationToken ct)
    {
        var pauses = new List<LanePause>();
        foreach (var paused in await store.PausedAsync(Enum.GetValues<PauseCause>(), ct))
        {
            if (await lanes.StandingPauseAsync(paused.ConnectionId, ct) is not { Pause: { } cause } lane)
                continue;
            var name = await jira.NameOfAsync(lane.ConnectionId, ct) ?? lane.ConnectionId.ToString();
            pauses.Add(new(
                lane.ConnectionId, name, cause, lane.PauseReason ?? "", AttentionReport.NextStepOf(cause, name), lane.PausedAt, lane.ResumeAt,
                await WaitingAsync(lane.ConnectionId, ct)));
        }

        return pauses;
    }

    /// <summary>Why nothing is sent on a connection; <see langword="null"/> when it is.</summary>
    public async Task<string?> ReasonAsync(ConnectionId connection, CancellationToken ct) =>
        (await lanes.StandingPauseAsync(connection, ct))?.PauseReason;

    /// <summary>Whether a run would be let through now, as far as is known without asking Jira: nothing rests, and no other process is writing.</summary>
    public async Task<bool> CanSendAsync(ConnectionId connection, CancellationToken ct) =>
        !await lanes.IsWrittenElsewhereAsync(connection, ct)
        && (await store.GetAsync(connection, ct) is not { Pause: not null } lane || lane.ResumeAt <= clock.GetUtcNow());

    /// <summary>Lets a paused connection go on: a person's word, or a new credential.</summary>
    /// <returns>Whether it was paused.</returns>
    public Task<bool> ResumeAsync(ConnectionId connection, CancellationToken ct) => lanes.ResumeAsync(connection, ct);

    /// <summary>How many tickets of a connection have no issue yet.</summary>
    public Task<int> WaitingAsync(ConnectionId connection, CancellationToken ct) => tickets.UnmadeAsync(connection, ct);
}
