using Fairlead.Jira;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Turns what Jira said to a write on an existing issue into what came of the operation, and rests the connection where that is due.</summary>
internal sealed class WriteOutcomes(Lanes lanes, RestStore rests, TimeProvider clock)
{
    private const int MaxWrites = 3;

    /// <summary>Writes again at once while the answer is lost. Only for absolute values, which are harmless to repeat.</summary>
    public static async Task<JiraOutcome<JiraAccepted>> RepeatAsync(Func<Task<JiraOutcome<JiraAccepted>>> write)
    {
        var outcome = await write();
        for (var writes = 1; writes < MaxWrites && outcome is JiraOutcome<JiraAccepted>.Uncertain; writes++)
            outcome = await write();
        return outcome;
    }

    /// <returns><see langword="null"/> for a refusal that is about this issue and this content: the caller decides.</returns>
    /// <exception cref="FencedException">It was not sent, because another worker has entered; what is to become of it is for that one.</exception>
    public async Task<SyncOutcome?> OfAsync<T>(LaneSession session, JiraOutcome<T> outcome, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        switch (outcome)
        {
            case JiraOutcome<T>.NotSent { Cause: JiraFailureCause.Withdrawn } when !await lanes.IsHeldAsync(session, ct):
                throw new FencedException(session.Connection);
            // We gave it up ourselves, which says nothing of Jira.
            case JiraOutcome<T>.NotSent { Cause: JiraFailureCause.Withdrawn } withdrawn:
                return new SyncOutcome.Deferred(withdrawn.Message, now);
            case JiraOutcome<T>.NotSent unsent:
                return await RestAsync(session, $"{unsent.Cause}: {unsent.Message}", now + CreateProtocol.FirstPause, ct);
            case JiraOutcome<T>.Uncertain { RetryAfter: { } wait } unclear:
                await RestAsync(session, unclear.Message, now + wait, ct);
                return new SyncOutcome.Uncertain(unclear.Message, now + wait);
            case JiraOutcome<T>.Uncertain unclear:
                var doubt = await DoubtAsync(session, unclear.Message, ct);
                return new SyncOutcome.Uncertain(doubt.Reason, doubt.NotBefore) { IsAboutIssue = doubt.IsAboutIssue };
            case JiraOutcome<T>.Rejected { Cause: JiraRefusalCause.RateLimited } limited:
                return await RestAsync(session, "Jira limits our requests", now + (limited.RetryAfter ?? CreateProtocol.FirstPause), ct);
            case JiraOutcome<T>.Rejected no when no.Cause.IsAboutSignIn():
                await lanes.PauseAsync(session, PauseCause.SignIn, no.Error.ToString(), null, ct);
                return new SyncOutcome.Deferred(session.StopReason!, null);
            default:
                return null;
        }
    }

    /// <summary>What an operation ends with that could not go on, because Jira could not be read.</summary>
    /// <param name="failure"><see cref="JiraUnavailableException"/> or <see cref="JiraRefusedException"/>.</param>
    public async Task<SyncOutcome> OfFailureAsync(LaneSession session, Exception failure, CancellationToken ct)
    {
        switch (failure)
        {
            case JiraUnavailableException { RetryAfter: null } gone:
                return await DoubtAsync(session, gone.Message, ct);
            case JiraUnavailableException gone:
                await lanes.PauseAfterAsync(session, gone, ct);
                return new SyncOutcome.Deferred(gone.Message, session.ResumeAt ?? clock.GetUtcNow() + CreateProtocol.FirstPause);
            case JiraRefusedException refused when refused.Cause.IsAboutSignIn():
                await lanes.PauseAsync(session, PauseCause.SignIn, refused.Message, null, ct);
                return new SyncOutcome.Deferred(refused.Message, null);
            default:
                return new SyncOutcome.Refused(failure.Message);
        }
    }

    /// <summary>Where Jira answers, and gave no clear answer about this issue alone, the issue rests.</summary>
    /// <returns>The outcome, with the time of the next attempt.</returns>
    public async Task<SyncOutcome> PutOffAsync(LaneSession session, TicketRow ticket, SyncOutcome outcome, CancellationToken ct) => outcome switch
    {
        SyncOutcome.Deferred { IsAboutIssue: true } unread => unread with { NotBefore = await rests.RestAsync(ticket, unread.Reason, session.Epoch, ct) },
        SyncOutcome.Uncertain { IsAboutIssue: true } unclear => unclear with { ResolveAt = await rests.RestAsync(ticket, unclear.Reason, session.Epoch, ct) },
        _ => outcome,
    };

    public static string ReasonOf<T>(JiraOutcome<T>.Rejected no) =>
        $"Jira refused ({no.Status}){(no.Error.IsEmpty ? "" : ": " + Kernel.Text.PlainText.Cut(no.Error.ToString(), 400))}";

    private async Task<SyncOutcome.Deferred> DoubtAsync(LaneSession session, string reason, CancellationToken ct)
    {
        var isAboutIssue = await lanes.DoubtAsync(session, reason, ct);
        return new SyncOutcome.Deferred(reason, session.ResumeAt ?? clock.GetUtcNow() + CreateProtocol.FirstPause) { IsAboutIssue = isAboutIssue };
    }

    private async Task<SyncOutcome> RestAsync(LaneSession session, string reason, DateTimeOffset until, CancellationToken ct)
    {
        await lanes.PauseAsync(session, PauseCause.Resting, reason, until, ct);
        return new SyncOutcome.Deferred(reason, until);
    }
}
