using Fairlead.Client;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets;

/// <summary>Why what a person asked for a ticket is not done.</summary>
internal static class TicketRefusals
{
    public static Problem NoSuchTicket { get; } = new(ProblemKind.NotFound, "There is no such ticket.");

    public static Problem NotToRetry { get; } = new(ProblemKind.Conflict, "Jira refused nothing for this ticket, or it is tried again already: fairlead apply.");

    public static Problem NotToRecreate { get; } = new(
        ProblemKind.Conflict,
        "The ticket's issue is neither known to be deleted, nor lost, nor unlinked. It counts as deleted once it was missing twice, ten minutes apart: fairlead ticket reconcile.");

    /// <summary>Of faults in what was asked, each at its place.</summary>
    public static Problem Invalid(IEnumerable<ConfigurationFault> faults) => Problem.Invalid(
        [.. faults.Select(p => new ProblemError(ConfigurationRefusals.Text(p), Pointer: $"/{p.Path.Replace('.', '/')}"))]);

    /// <returns><see langword="null"/> when it was done.</returns>
    public static async Task<Problem?> OfAsync(LinkOutcome outcome, TicketSync sync, CancellationToken ct) => outcome switch
    {
        LinkOutcome.Done => null,
        LinkOutcome.Unknown => NoSuchTicket,
        LinkOutcome.Invalid invalid => Invalid(invalid.Problems),
        LinkOutcome.Refused refused => new Problem(ProblemKind.Conflict, refused.Reason),
        LinkOutcome.Paused paused => await PausedAsync(sync, paused.Connection, paused.Reason, ct),
        LinkOutcome.Unanswered unanswered => new Problem(ProblemKind.TemporarilyUnavailable, $"{unanswered.Reason} Ask again: what was begun is completed then."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Nothing is sent through the connection.</summary>
    public static async Task<Problem> PausedAsync(TicketSync sync, ConnectionId connection, string because, CancellationToken ct)
    {
        var nextStep = (await sync.PausesAsync(ct)).FirstOrDefault(p => p.Connection == connection)?.NextStep;
        return new Problem(ProblemKind.Conflict, $"The connection is paused: {because} {nextStep}".TrimEnd()) { Code = "connection_paused" };
    }
}
