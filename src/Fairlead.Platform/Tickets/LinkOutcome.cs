using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>A ticket of findings that a person chose, for an issue that is there already.</summary>
/// <param name="Issue">Key of the issue.</param>
/// <param name="Findings">1 to <see cref="TicketGroup.MaxListed"/>.</param>
internal sealed record LinkDraft(TicketConfiguration Configuration, string Issue, IReadOnlyList<FindingId> Findings);

/// <summary>What came of linking a ticket to an issue, or of parting them. Asking again completes what was cut off.</summary>
internal abstract record LinkOutcome
{
    private LinkOutcome()
    {
    }

    public sealed record Done(TicketId Ticket) : LinkOutcome;

    /// <summary>There is no such ticket.</summary>
    public sealed record Unknown : LinkOutcome;

    /// <summary>Nothing was stored.</summary>
    public sealed record Invalid(IReadOnlyList<ConfigurationFault> Problems) : LinkOutcome;

    /// <summary>The ticket does not stand where that can be done, or Jira refuses it. Nothing was stored.</summary>
    public sealed record Refused(string Reason) : LinkOutcome;

    /// <summary>Nothing is sent through the connection. Nothing was stored.</summary>
    public sealed record Paused(ConnectionId Connection, string Reason) : LinkOutcome;

    /// <summary>Jira gave no clear answer, or another worker took over. Ask again.</summary>
    public sealed record Unanswered(string Reason) : LinkOutcome;
}
