using System.Collections.Concurrent;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Lets one worker at a time write to a site, and beside it one read there. Within the process by a lock; between processes by a hold that
/// its owner renews. What counts is the epoch, which every write of a worker names: one that was overtaken writes nothing more.
/// </summary>
internal sealed class Lanes(
    TicketStore tickets,
    IntentStore intents,
    LaneStore lanes,
    CircuitStore circuits,
    ConfigurationStore configurations,
    ActivityLog activity,
    InstanceIdentity instance,
    IJiraSource jira,
    AccountLookup accounts,
    TimeProvider clock,
    ILogger<Lanes> log)
{
    private const long FirstEpoch = 1;

    /// <summary>Writes in a row without a clear answer after which the connection rests, although reads are answered.</summary>
    private const int MaxUnclearInARow = 3;

    private const string RefusedHere = "What this server signs in with is what Jira refused, and was not replaced where it is kept.";

    private static readonly TicketState[] Unlinked =
        [TicketState.Planned, TicketState.Sending, TicketState.Uncertain, TicketState.Retry, TicketState.Rejected];

    /// <summary>How soon one that waits for another process looks again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(ConnectionId, LaneSide), SemaphoreSlim> _gates = new();

    /// <summary>Waits until nobody else is on that side of the connection, in this process or another.</summary>
    public async Task<LaneSession> EnterAsync(ConnectionId connection, LaneSide side, CancellationToken ct)
    {
        var gate = GateOf(connection, side);
        await gate.WaitAsync(ct);
        try
        {
            for (; ; await Task.Delay(LookAgain, clock, ct))
            {
                if (await TakeAsync(connection, side, gate, ct) is { } session)
                    return session;
            }
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    /// <returns><see langword="null"/> when somebody else is on that side.</returns>
    public async Task<LaneSession?> TryEnterAsync(ConnectionId connection, LaneSide side, CancellationToken ct)
    {
        var gate = GateOf(connection, side);
        if (!await gate.WaitAsync(TimeSpan.Zero, ct))
            return null;
        LaneSession? session = null;
        try
        {
            return session = await TakeAsync(connection, side, gate, ct);
        }
        finally
        {
            if (session is null)
                gate.Release();
        }
    }

    /// <summary>Whether no other worker has entered since.</summary>
    public Task<bool> IsHeldAsync(LaneSession session, CancellationToken ct) =>
        IsHeldAsync(session.Connection, session.Epoch, ct);

    /// <summary>Whether another process writes to the connection, as far as can be told without waiting.</summary>
    public async Task<bool> IsWrittenElsewhereAsync(ConnectionId connection, CancellationToken ct) =>
        lanes.IsShared && GateOf(connection, LaneSide.Writing).CurrentCount > 0
        && (await lanes.GetAsync(connection, ct))?.HeldUntil > clock.GetUtcNow();

    /// <summary>Whether anybody writes to the connection, as far as can be told without waiting.</summary>
    public async Task<bool> IsWrittenAsync(ConnectionId connection, CancellationToken ct) =>
        GateOf(connection, LaneSide.Writing).CurrentCount == 0 || await IsWrittenElsewhereAsync(connection, ct);

    /// <summary>Ends a pause by a person's word or a new credential; what is parked is tried with the next run instead of minutes later.</summary>
    /// <returns>Whether there was anything to end.</returns>
    public async Task<bool> ResumeAsync(ConnectionId connection, CancellationToken ct)
    {
        await jira.ForgetRefusedAsync(connection, ct);
        return await ResumeAsync(await lanes.GetAsync(connection, ct) ?? new Lane { ConnectionId = connection }, ct);
    }

    /// <returns><see langword="null"/> when nobody worked on the connection yet.</returns>
    public Task<Lane?> GetAsync(ConnectionId connection, CancellationToken ct) => lanes.GetAsync(connection, ct);

    /// <summary>The pause that would stop a worker who came in now, as far as is known without asking Jira.</summary>
    /// <returns><see langword="null"/> when sending goes on.</returns>
    public async Task<Lane?> StandingPauseAsync(ConnectionId connection, CancellationToken ct) =>
        await lanes.GetAsync(connection, ct) is { Pause: { } cause } lane
        && !(cause == PauseCause.Resting ? lane.ResumeAt <= clock.GetUtcNow() : await IsMendedAsync(lane, ct))
            ? lane
            : null;

    public async Task PauseAsync(LaneSession session, PauseCause cause, string reason, DateTimeOffset? resumeAt, CancellationToken ct)
    {
        if (cause == PauseCause.SignIn)
            await jira.NoteRefusedAsync(session.Connection, session.Jira, ct);
        // Who was at work meanwhile had the credential before, which says nothing of the one that counts now: the next one tries that.
        if (cause == PauseCause.SignIn && await jira.MendedAtAsync(session.Connection, ct) > session.EnteredAt)
            (cause, reason, resumeAt) = (PauseCause.Resting, $"The credential was replaced while it was in use. {reason}", clock.GetUtcNow());
        session.Stop(cause, reason, resumeAt);
        await using var work = await intents.BeginAsync(ct);
        if (!await lanes.PauseAsync(work, session.Connection, cause, reason, resumeAt, ct))
        {
            await StopAsOfNowAsync(session, ct);
            return;
        }

        if (resumeAt is { } until)
            await intents.DeferAllAsync(work, session.Connection, until, reason, ct);
        if (cause != PauseCause.Resting)
            await activity.AppendAsync(work, Actor.System, "tickets.paused", session.Connection.ToString(), $"Nothing is sent to Jira: {reason}", ct);
        await work.CommitAsync(ct);
        log.Paused(session.Connection, resumeAt, cause.ToString());
    }

    /// <summary>
    /// A call got no clear answer. A read tells a hiccup, after which the rest goes on, from an outage, in which the connection rests;
    /// so it does when that comes several times in a row.
    /// </summary>
    /// <param name="reason">What the call met.</param>
    /// <returns>Whether Jira answers a read, so that the matter is what the call was about.</returns>
    public async Task<bool> DoubtAsync(LaneSession session, string reason, CancellationToken ct)
    {
        session.CountUnclear();
        if (await ReadFailureAsync(session.Jira, ct) is { } failure && (failure is not JiraRefusedException no || no.Cause.IsAboutSignIn()))
        {
            await PauseAfterAsync(session, failure, ct);
            return false;
        }

        if (session.UnclearInARow >= MaxUnclearInARow)
            await PauseAsync(session, PauseCause.Resting, reason, clock.GetUtcNow() + CreateProtocol.FirstPause, ct);
        return true;
    }

    /// <summary>
    /// A look that sending does not wait for failed. What would fail again pauses the connection, so that signing in is not tried again
    /// and again; the rest is looked at later.
    /// </summary>
    public async Task NoteFailedLookAsync(LaneSession session, Exception failure, CancellationToken ct)
    {
        log.LookFailed(session.Connection, failure.Message);
        if ((failure is JiraRefusedException refused && refused.Cause.IsAboutSignIn())
            || failure is JiraUnavailableException { Cause: JiraFailureCause.Redirected or JiraFailureCause.LoginPage })
            await PauseAfterAsync(session, failure, ct);
    }

    /// <summary>Pauses as a read that failed asks for.</summary>
    public Task PauseAfterAsync(LaneSession session, Exception failure, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return failure switch
        {
            JiraRefusedException refused when refused.Cause.IsAboutSignIn() => PauseAsync(session, PauseCause.SignIn, refused.Message, null, ct),
            JiraUnavailableException { Cause: JiraFailureCause.Redirected or JiraFailureCause.LoginPage } away =>
                PauseAsync(session, PauseCause.Proxy, away.Message, now + CreateProtocol.LongestPauseOfReads, ct),
            JiraUnavailableException gone => PauseAsync(session, PauseCause.Resting, gone.Message, now + (gone.RetryAfter ?? CreateProtocol.FirstPause), ct),
            _ => PauseAsync(session, PauseCause.Resting, failure.Message, now + CreateProtocol.FirstPause, ct),
        };
    }

    private async Task<bool> IsHeldAsync(ConnectionId connection, long epoch, CancellationToken ct) =>
        await lanes.GetAsync(connection, ct) is { } lane && (lane.Epoch == epoch || lane.ReadingEpoch == epoch);

    private SemaphoreSlim GateOf(ConnectionId connection, LaneSide side) => _gates.GetOrAdd((connection, side), _ => new SemaphoreSlim(1, 1));

    /// <param name="gate">Held by the caller; goes over to the session.</param>
    /// <returns><see langword="null"/> while another process is there.</returns>
    private async Task<LaneSession?> TakeAsync(ConnectionId connection, LaneSide side, SemaphoreSlim gate, CancellationToken ct)
    {
        if (await (side == LaneSide.Writing ? RaiseAgainAsync(connection, ct) : RaiseReadingAsync(connection, ct)) is not { } lane)
            return null;
        var epoch = side == LaneSide.Writing ? lane.Epoch : lane.ReadingEpoch;
        var hold = new LaneHold(lanes, connection, epoch, clock, log);
        try
        {
            var (calls, enteredAt) = (new CallCounter(), clock.GetUtcNow());
            var client = (await jira.ClientForAsync(connection, ct)).InBackground().Observed(calls)
                // Whatever it is that changes something in Jira: a worker that slept may have been overtaken.
                .SendingWhile(async token => await IsHeldAsync(connection, epoch, token));
            var ahead = (await jira.PinAsync(connection, ct)).Ahead;
            var session = new LaneSession(connection, epoch, enteredAt, instance.Epoch > FirstEpoch, client, calls, ahead, (own, token) => accounts.OfAsync(connection, own, enteredAt, token), () => LeaveAsync(connection, calls, hold, gate));
            await CheckPauseAsync(session, lane, ct);
            // Another node may have the secret that was put in its place, and this one not yet.
            if (!session.IsStopped && await jira.IsRefusedAsync(connection, client, ct))
                session.Stop(PauseCause.SignIn, RefusedHere, null);
            return session;
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    private async ValueTask LeaveAsync(ConnectionId connection, CallCounter calls, LaneHold hold, SemaphoreSlim gate)
    {
        try
        {
            await hold.DisposeAsync();
            if (calls.HasWritten)
                await lanes.WroteAsync(connection, clock.GetUtcNow(), CancellationToken.None);
        }
        catch (DatabaseUnavailableException e)
        {
            // Only when it last wrote is not known; the next one says so anew.
            log.NotHeld(e, connection);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The former worker may settle a row between our reading and our writing it: then what is stored is read again.</summary>
    private async Task<Lane?> RaiseAgainAsync(ConnectionId connection, CancellationToken ct)
    {
        const int MaxTries = 5;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await RaiseAsync(connection, ct);
            }
            catch (FencedException) when (tries < MaxTries)
            {
                log.Fenced(connection);
            }
        }
    }

    private async Task<Lane?> RaiseReadingAsync(ConnectionId connection, CancellationToken ct)
    {
        await using var work = await intents.BeginAsync(ct);
        var lane = await lanes.EnterReadingAsync(work, connection, instance.Epoch, ct);
        await work.CommitAsync(ct);
        return lane;
    }

    private async Task<Lane?> RaiseAsync(ConnectionId connection, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var quarantines = (await configurations.ByConnectionAsync(connection, ct)).ToDictionary(c => c.Id, c => c.Quarantine);
        await using var work = await intents.BeginAsync(ct);
        if (await lanes.EnterAsync(work, connection, instance.Epoch, ct) is not { } lane)
            return null;
        var isRestored = lane.InstanceEpoch != instance.Epoch;
        var rows = await tickets.InStateAsync(connection, isRestored ? Unlinked : [TicketState.Sending], DateTimeOffset.MaxValue, int.MaxValue, ct);
        var moved = 0;
        foreach (var row in rows)
        {
            var quarantine = quarantines.GetValueOrDefault(row.ConfigurationId, CreateProtocol.DefaultQuarantine);
            var after = isRestored
                ? CreateProtocol.Restored(row.Intent, quarantine, now)
                : CreateProtocol.TakenOver(row.Intent, lane.Epoch, quarantine, now);
            if (after == row.Intent)
                continue;
            await intents.SettleAsync(work, row, row.State, after, lane.Epoch, wasRefused: false, row.HeldHash, ct);
            moved++;
        }

        if (isRestored)
            await LaneStore.RestoredAsync(work, connection, instance.Epoch, ct);
        await work.CommitAsync(ct);
        if (moved > 0 && isRestored)
            log.Restored(connection, moved);
        else if (moved > 0)
            log.TakenOver(connection, moved);
        return lane;
    }

    /// <param name="lane">As it was read: what came in its place since stays.</param>
    private async Task<bool> ResumeAsync(Lane lane, CancellationToken ct)
    {
        var connection = lane.ConnectionId;
        var parked = (await circuits.ByConnectionAsync(connection, ct)).Where(c => c.IsOpen).ToList();
        if (lane.Pause is null && parked.Count == 0)
            return false;
        await using var work = await intents.BeginAsync(ct);
        if (lane.Pause is not null)
        {
            if (!await LaneStore.ResumeAsync(work, lane, ct))
                return false;
            await intents.ReleaseAllAsync(work, connection, ct);
        }

        foreach (var circuit in parked)
            await intents.ProbeNowAsync(work, connection, circuit.ProjectId, circuit.IssueTypeId, ct);

        await activity.AppendAsync(work, Actor.System, "tickets.resumed", connection.ToString(), "Sending to Jira goes on.", ct);
        await work.CommitAsync(ct);
        return true;
    }

    private async Task CheckPauseAsync(LaneSession session, Lane lane, CancellationToken ct)
    {
        if (lane.Pause is not { } pause)
            return;
        var now = clock.GetUtcNow();
        var isDue = lane.ResumeAt is { } at && at <= now;
        // One read finds out whether the wait was long enough; creates would end without a clear answer, fifty at a time.
        if (isDue && await ReadFailureAsync(session.Probe, ct) is { } failure)
        {
            if (failure is JiraRefusedException refused && refused.Cause.IsAboutSignIn())
            {
                await PauseAfterAsync(session, failure, ct);
                return;
            }

            if (pause == PauseCause.Proxy || failure is JiraUnavailableException)
            {
                var longer = pause == PauseCause.Proxy ? CreateProtocol.LongestPauseOfReads : CreateProtocol.PauseAfterPause(lane.ResumeAt - lane.PausedAt);
                await PauseLongerAsync(session, lane, now + longer, ct);
                return;
            }
        }

        if (!isDue && !await IsMendedAsync(lane, ct))
            Stop(session, lane);
        else if (!await ResumeAsync(lane, ct))
            await StopAsOfNowAsync(session, ct);
    }

    private async Task PauseLongerAsync(LaneSession session, Lane lane, DateTimeOffset resumeAt, CancellationToken ct)
    {
        await using var work = await intents.BeginAsync(ct);
        if (await lanes.PauseLongerAsync(work, lane, resumeAt, ct))
        {
            await intents.DeferAllAsync(work, session.Connection, resumeAt, lane.PauseReason!, ct);
            await work.CommitAsync(ct);
        }

        await StopAsOfNowAsync(session, ct);
    }

    /// <summary>Who was on the other side of the connection meanwhile may have found another pause, or none any more.</summary>
    private async Task StopAsOfNowAsync(LaneSession session, CancellationToken ct)
    {
        if (await lanes.GetAsync(session.Connection, ct) is { Pause: not null } lane)
            Stop(session, lane);
    }

    private static void Stop(LaneSession session, Lane lane) =>
        session.Stop(lane.Pause!.Value, lane.PauseReason ?? lane.Pause.Value.ToString(), lane.ResumeAt);

    /// <summary>Whether what a person does about the pause was done.</summary>
    private async Task<bool> IsMendedAsync(Lane lane, CancellationToken ct) => lane.Pause switch
    {
        PauseCause.SignIn => await jira.MendedAtAsync(lane.ConnectionId, ct) > lane.PausedAt,
        PauseCause.SiteChanged => (await jira.PinAsync(lane.ConnectionId, ct)).Doubt is null,
        _ => false,
    };

    /// <returns>What a read met; <see langword="null"/> when it was answered.</returns>
    /// <summary>Why Jira does not answer a read; <see langword="null"/> when it does.</summary>
    public static async Task<Exception?> ReadFailureAsync(JiraClient jira, CancellationToken ct)
    {
        try
        {
            await jira.Myself.GetAsync(ct);
            return null;
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return e;
        }
    }
}
