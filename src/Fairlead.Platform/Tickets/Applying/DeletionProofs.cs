using Fairlead.Jira;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Asks for issues one by one whether they were deleted, in one reading. An issue for which Jira has another answer than that there is none is not
/// deleted, and keeps nobody from asking for the next; only where Jira does not answer several times in a row the reading ends.
/// </summary>
internal sealed class DeletionProofs
{
    /// <summary>Two calls each.</summary>
    public const int Most = 50;

    private const int MaxFailedInARow = 3;
    private int _failed;

    /// <exception cref="JiraUnavailableException">Jira is down, or limits.</exception>
    /// <exception cref="JiraRefusedException">Signing in does not work.</exception>
    public async Task<bool> IsDeletedAsync(LaneSession session, TicketRow ticket, CancellationToken ct)
    {
        try
        {
            var isDeleted = await session.Jira.Issues.IsGoneAsync(ticket.IssueId!, ct)
                // Where the issue was last; people move issues to other projects.
                && await session.Jira.Projects.GetAsync(ticket.IssueKey![..ticket.IssueKey!.LastIndexOf('-')], ct) is not null;
            _failed = 0;
            return isDeleted;
        }
        catch (JiraRefusedException e) when (!e.Cause.IsAboutSignIn())
        {
            _failed = 0;
        }
        catch (JiraUnavailableException e) when (e.RetryAfter is null && e.Cause is not (JiraFailureCause.Redirected or JiraFailureCause.LoginPage) && ++_failed < MaxFailedInARow)
        {
            // Jira could not give this one.
        }

        return false;
    }
}
