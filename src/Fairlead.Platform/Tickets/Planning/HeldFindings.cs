using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>A configuration and the findings of which it has an open issue.</summary>
/// <param name="Place">Names the project and its site: only within one place is an issue a second one.</param>
internal sealed record HeldFindings(TicketConfiguration By, string Place, IReadOnlySet<FindingId> Findings);
