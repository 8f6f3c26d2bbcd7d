using Fairlead.Client;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets;

/// <summary>Why what a person asked for a ticket is not done.</summary>
internal static class TicketRefusals
{
    public static Problem NoSuchTicket { get; } = new(ProblemKind.NotFound, "There is no such ticket.");

    public static Problem NotToRetry { get; } = new(ProblemKind.Conflict, "Jira refused nothing for this ticket, or it is tried again already: fairlead apply.");

    public static Problem NotToRewrite { get; } = new(
        ProblemKind.Conflict, "Nobody else wrote what Fairlead would write in the ticket's issue by now, or it is given back already: fairlead apply.");

    public static Problem NotToRecreate { get; } = new(
        ProblemKind.Conflict,
        "The ticket's issue is neither known to be deleted, nor lost, nor unlinked. It counts as deleted once it was missing twice, ten minutes apart: fairlead ticket reconcile.");

    public static Problem Replaced { get; } = new(
        ProblemKind.Conflict, "Another ticket has taken its place: its findings are behind that one, or it is of the same group. Which tickets there are: fairlead ticket list.");

    /// <returns><see langword="null"/> when it was asked for.</returns>
    public static Problem? Of(AskOutcome outcome, Problem notApplicable) => outcome switch
    {
        AskOutcome.Asked => null,
        AskOutcome.Unknown => NoSuchTicket,
        AskOutcome.NotApplicable => notApplicable,
        AskOutcome.Replaced => Replaced,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static Problem NoIssueToSee { get; } = new(
        ProblemKind.NotFound, "There is no such ticket, or it has no issue that Jira shows with the ticket's marker: fairlead ticket show tells why.");

    /// <summary>Jira does not let the connection's account look up whom a person named.</summary>
    public static Problem PeopleHidden(JiraRefusedException refusal) => new(ProblemKind.Conflict, $"Jira does not show people to the connection's account: {refusal.Message}");

    /// <returns><see langword="null"/> when it can be said on an issue.</returns>
    public static Problem? OfText(string? text) => text?.Trim().Length switch
    {
        null or 0 => Problem.Invalid(new ProblemError("Write what is to be said.", Pointer: "/text")),
        > TicketConversation.MaxText => Problem.Invalid(new ProblemError($"At most {TicketConversation.MaxText:N0} characters fit into a comment.", Pointer: "/text")),
        _ => null,
    };

    /// <summary>Of faults in what was asked, each at its place.</summary>
    public static Problem Invalid(IEnumerable<ConfigurationFault> faults) => Problem.Invalid(
        [.. faults.Select(p => new ProblemError(ConfigurationRefusals.Text(p), Pointer: $"/{p.Path.Replace('.', '/')}"))]);

    /// <returns><see langword="null"/> when it was done.</returns>
    public static async Task<Problem?> OfAsync(IssueOutcome outcome, LanePauses pauses, CancellationToken ct) => outcome switch
    {
        IssueOutcome.Done => null,
        IssueOutcome.Unknown => NoSuchTicket,
        IssueOutcome.Invalid invalid => Invalid(invalid.Problems),
        IssueOutcome.Refused refused => new Problem(ProblemKind.Conflict, refused.Reason),
        IssueOutcome.Paused paused => await PausedAsync(pauses, paused.Connection, paused.Reason, ct),
        IssueOutcome.Unanswered unanswered => new Problem(ProblemKind.TemporarilyUnavailable, $"{unanswered.Reason} Ask again: what was begun is completed then."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Nothing is sent through the connection.</summary>
    public static async Task<Problem> PausedAsync(LanePauses pauses, ConnectionId connection, string because, CancellationToken ct)
    {
        var nextStep = (await pauses.ListAsync(ct)).FirstOrDefault(p => p.Connection == connection)?.NextStep;
        return new Problem(ProblemKind.Conflict, $"The connection is paused: {because} {nextStep}".TrimEnd()) { Code = "connection_paused" };
    }
}
