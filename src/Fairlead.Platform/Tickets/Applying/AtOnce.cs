using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Does to an issue what a person asked for and waits for: in the connection's turn to write, and only in the Jira that it stands for.</summary>
internal sealed class AtOnce(Lanes lanes, SiteGuard site, TimeProvider clock)
{
    /// <param name="work">What of it fails to be answered may be asked for again.</param>
    public async Task<IssueOutcome> DoAsync(ConnectionId connection, Func<LaneSession, CancellationToken, Task<IssueOutcome>> work, CancellationToken ct)
    {
        using var patience = new Patience(clock, ct);
        await using var session = await lanes.EnterAsync(connection, LaneSide.Writing, ct);
        session.LeaveWhen(ct);
        if (session.IsStopped || !await site.HoldsAsync(session, patience.Token))
            return new IssueOutcome.Paused(connection, session.StopReason ?? "nothing is sent to Jira.");
        try
        {
            return await work(session, patience.Token);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await lanes.NoteFailedLookAsync(session, e, patience.Token);
            return new IssueOutcome.Unanswered(e.Message);
        }
        catch (FencedException)
        {
            return new IssueOutcome.Unanswered("Another process took over the connection.");
        }
    }
}
