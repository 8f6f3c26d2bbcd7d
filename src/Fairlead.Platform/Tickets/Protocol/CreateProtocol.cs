using System.Diagnostics;

namespace Fairlead.Platform.Tickets.Protocol;

/// <summary>
/// Exactly-once creation without idempotency keys, as a pure state machine: docs/ticket-protocol.md draws it, and the model
/// check in the tests runs it through lost requests, lost answers, late commits, crashes and a lagging index.
/// </summary>
internal static class CreateProtocol
{
    public static readonly TimeSpan DefaultQuarantine = TimeSpan.FromSeconds(180);

    /// <summary>Between two reads that try whether Jira can be reached again, or a proxy still stands in between.</summary>
    public static readonly TimeSpan LongestPauseOfReads = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>For as good as ever: the sweep links an issue that comes to light, and nothing else may send it again.</summary>
    public static readonly TimeSpan UntilShown = TimeSpan.FromDays(3650);

    /// <summary>After a failed look.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    public static bool MaySend(CreateIntent intent, DateTimeOffset now) =>
        intent.State is TicketState.Planned or TicketState.Retry && IsDue(intent, now);

    public static bool MustLook(CreateIntent intent, DateTimeOffset now) =>
        intent.State == TicketState.Uncertain && IsDue(intent, now);

    /// <summary>To be committed before the first byte is sent.</summary>
    public static CreateIntent Claim(CreateIntent intent, long epoch, DateTimeOffset now)
    {
        if (!MaySend(intent, now))
            throw new InvalidOperationException($"An intent in state {intent.State} may not be sent.");
        return intent with { State = TicketState.Sending, Epoch = epoch, Attempts = intent.Attempts + 1, NotBefore = null, Reason = null };
    }

    public static CreateIntent Answered(CreateIntent intent, CreateAnswer answer, TimeSpan quarantine, DateTimeOffset now)
    {
        if (intent.State != TicketState.Sending)
            throw new InvalidOperationException($"Nothing was sent for an intent in state {intent.State}.");
        return answer switch
        {
            CreateAnswer.Committed made => intent with { State = TicketState.Created, Issue = made.Issue, NotBefore = null, Reason = null },
            CreateAnswer.Refused no => intent with { State = TicketState.Rejected, NotBefore = null, Reason = no.Reason },
            CreateAnswer.NotMade no => intent with
            {
                State = TicketState.Retry,
                NotBefore = now + (no.Pause ?? PauseAfter(intent.Attempts)),
                Reason = no.Reason,
            },
            CreateAnswer.Hidden => Rest(
                intent, "Jira made the issue, but does not show it to Fairlead's account; it is linked once the account sees it", UntilShown, now),
            CreateAnswer.Unclear unclear => Rest(intent, unclear.Reason, Longer(quarantine, unclear.AtLeast), now),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// A worker begins. What another left in <see cref="TicketState.Sending"/> may have been sent, and may still be on its way:
    /// nobody can know.
    /// </summary>
    public static CreateIntent TakenOver(CreateIntent intent, long epoch, TimeSpan quarantine, DateTimeOffset now) =>
        intent.State == TicketState.Sending && intent.Epoch != epoch
            ? Rest(intent, "the worker that sent it stopped before the answer", quarantine, now)
            : intent;

    /// <summary>The database is older than Jira: whatever is not linked may have been created in the time that was lost.</summary>
    public static CreateIntent Restored(CreateIntent intent, TimeSpan quarantine, DateTimeOffset now) =>
        intent.State == TicketState.Created
            ? intent
            : Rest(intent, "the database was restored; looking whether the issue exists", quarantine, now);

    public static CreateIntent Looked(CreateIntent intent, LookResult result, DateTimeOffset now)
    {
        if (!MustLook(intent, now))
            throw new InvalidOperationException($"It is not time to look for an intent in state {intent.State}.");
        return result switch
        {
            LookResult.Found found => intent with { State = TicketState.Created, Issue = found.Issue, NotBefore = null, Reason = null },
            LookResult.None when intent.IsTakenBack => intent with { State = TicketState.Rejected, NotBefore = null },
            LookResult.None => intent with { State = TicketState.Retry, NotBefore = now, Reason = "proven not to exist in Jira" },
            // Not why the create is uncertain: a refused connection, for one, carries no create.
            LookResult.Failed failed => intent with { NotBefore = now + LookAgain, Reason = $"it could not be looked for yet: {failed.Reason}" },
            _ => throw new UnreachableException(),
        };
    }

    public static TimeSpan PauseAfter(int attempts)
    {
        var doubled = FirstPause * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        return doubled < LongestPause ? doubled : LongestPause;
    }

    /// <summary>After a rest that was too short.</summary>
    /// <param name="last">How long it was.</param>
    public static TimeSpan PauseAfterPause(TimeSpan? last)
    {
        var doubled = 2 * (last > FirstPause ? last.Value : FirstPause);
        return doubled < LongestPauseOfReads ? doubled : LongestPauseOfReads;
    }

    private static CreateIntent Rest(CreateIntent intent, string reason, TimeSpan rest, DateTimeOffset now) =>
        intent with { State = TicketState.Uncertain, NotBefore = now + rest, Reason = reason };

    private static bool IsDue(CreateIntent intent, DateTimeOffset now) => intent.NotBefore is null || intent.NotBefore <= now;

    private static TimeSpan Longer(TimeSpan quarantine, TimeSpan? asked) => asked > quarantine ? asked.Value : quarantine;
}
