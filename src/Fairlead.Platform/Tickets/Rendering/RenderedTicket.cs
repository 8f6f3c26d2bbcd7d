using Fairlead.Jira.RichText;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>What a ticket says.</summary>
/// <param name="Summary">One line, at most 255 characters.</param>
/// <param name="Markdown">The description for people to preview; never sent.</param>
/// <param name="BodyHash">Of the description as it is sent.</param>
/// <param name="Fields">Its other fields.</param>
/// <param name="IsSummaryStandard">The template's own summary was empty for this group, and the standard one stands in for it.</param>
internal sealed record RenderedTicket(string Summary, RichDocument Description, string Markdown, string BodyHash, ResolvedFields Fields, bool IsSummaryStandard = false);
