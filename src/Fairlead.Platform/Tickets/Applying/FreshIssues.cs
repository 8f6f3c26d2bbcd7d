using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>An issue as it was read right before something is written to it.</summary>
/// <param name="Fields">What was asked for.</param>
/// <param name="ReadAt">When, by the monotonic clock.</param>
internal sealed record IssueLook(JiraIssue Issue, IReadOnlyList<string> Fields, long ReadAt);

/// <summary>
/// Keeps a write that is decided by what was read of its issue from going out once that is old: while it waits for a limit, or for an answer that
/// does not come, people may change the issue. Then the issue is read anew, and what is written is decided by that.
/// </summary>
internal sealed class FreshIssues(LinkProof links, IssueObserver observer, Lanes lanes, TimeProvider clock)
{
    /// <summary>How often one step is attempted, its issue read before each attempt.</summary>
    public const int MaxAttempts = 3;

    /// <summary>Sends nothing once what was read then is old.</summary>
    public JiraClient JiraWhile(LaneSession session, long readAt) =>
        session.Jira.SendingWhile(async token => !IsOld(readAt) && await lanes.IsHeldAsync(session, token));

    /// <summary>Whether a write was not sent because what it is decided by is old.</summary>
    public bool HasAged<T>(JiraOutcome<T> outcome, long readAt) => outcome is JiraOutcome<T>.NotSent { Cause: JiraFailureCause.Withdrawn } && IsOld(readAt);

    /// <summary>Whether a write is to be decided anew: it has aged, or nobody knows what came of it.</summary>
    public bool IsOpen<T>(JiraOutcome<T> outcome, long readAt) => outcome is JiraOutcome<T>.Uncertain || HasAged(outcome, readAt);

    /// <returns><see langword="null"/> when the issue cannot be read, or is not proven the ticket's.</returns>
    public async Task<IssueLook?> AgainAsync(LaneSession session, TicketRow ticket, IssueLook look, CancellationToken ct) =>
        (await links.TryVouchAsync(session, [ticket], look.Fields, ct)).LookAt(ticket);

    /// <summary>Somebody moved the issue while a write to it waited. What that says is for the next plan, which knows it then.</summary>
    /// <param name="outcome">What came of the write.</param>
    /// <exception cref="JiraUnavailableException">Reading failed.</exception>
    /// <exception cref="JiraRefusedException">Reading was refused.</exception>
    public async Task<SyncOutcome> PutOffAsync<T>(LaneSession session, TicketRow ticket, JiraOutcome<T> outcome, CancellationToken ct)
    {
        await observer.ReadAsync(session, [ticket], ct);
        return outcome is JiraOutcome<T>.Uncertain unclear
            ? new SyncOutcome.Uncertain($"{unclear.Message} Meanwhile somebody changed {ticket.IssueKey}; the next run looks anew", clock.GetUtcNow())
            : new SyncOutcome.Deferred($"somebody moved {ticket.IssueKey} while this waited; the next run looks anew", null);
    }

    public bool IsOld(long readAt) => clock.GetElapsedTime(readAt) > LinkProof.HoldsFor;
}
