using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>A ticket that a person asks for. What is <see langword="null"/> is as the configuration says.</summary>
/// <param name="Findings">1 to <see cref="TicketGroup.MaxListed"/>.</param>
/// <param name="Summary">An empty one is as the configuration says too: no issue is without.</param>
/// <param name="Description">Markdown, as in a template's body but without placeholders.</param>
/// <param name="Priority">Name or id.</param>
/// <param name="Assignee">Name, e-mail address or id of somebody to whom issues of the project may be given.</param>
internal sealed record ManualDraft(
    TicketConfiguration Configuration,
    IReadOnlyList<FindingId> Findings,
    string? Summary = null,
    string? Description = null,
    string? Priority = null,
    string? Assignee = null);

/// <summary>What would be sent.</summary>
/// <param name="Assignee">By name; <see langword="null"/>: as Jira does by itself, or whose turn it is when the issue is made.</param>
internal sealed record ManualReview(string Summary, string Description, string? Priority, string? Assignee, Severity Severity, int Open);

/// <summary>What came of asking for a ticket.</summary>
internal abstract record ManualOutcome
{
    private ManualOutcome()
    {
    }

    /// <summary>Nothing was stored or sent.</summary>
    public sealed record Reviewed(ManualReview Review) : ManualOutcome;

    /// <summary>Its state tells whether it was sent; what was not is sent later by itself.</summary>
    public sealed record Made(TicketId Ticket) : ManualOutcome;

    /// <summary>Nothing was stored or sent.</summary>
    public sealed record Invalid(IReadOnlyList<ConfigurationFault> Problems) : ManualOutcome;
}
