using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>What came of what a person asked of a ticket's issue. Asking again completes what was cut off.</summary>
internal abstract record IssueOutcome
{
    private IssueOutcome()
    {
    }

    public sealed record Done(TicketId Ticket) : IssueOutcome;

    /// <summary>There is no such ticket.</summary>
    public sealed record Unknown : IssueOutcome;

    /// <summary>Nothing was stored.</summary>
    public sealed record Invalid(IReadOnlyList<ConfigurationFault> Problems) : IssueOutcome;

    /// <summary>The ticket does not stand where that can be done, or Jira refuses it. Nothing was stored.</summary>
    public sealed record Refused(string Reason) : IssueOutcome;

    /// <summary>Nothing is sent through the connection. Nothing was stored.</summary>
    public sealed record Paused(ConnectionId Connection, string Reason) : IssueOutcome;

    /// <summary>Jira gave no clear answer, or another worker took over. Ask again.</summary>
    public sealed record Unanswered(string Reason) : IssueOutcome;
}
