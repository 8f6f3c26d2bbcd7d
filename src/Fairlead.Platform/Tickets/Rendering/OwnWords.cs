using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>
/// What a person wrote for a ticket that they asked for: it stays, whatever the findings become. What is <see langword="null"/> is the
/// configuration's.
/// </summary>
/// <param name="Description">Markdown, as in a template's body but without placeholders.</param>
/// <param name="AssigneeId">Account id on Cloud, login name on Data Center; set when the issue is made, and never again.</param>
internal sealed record OwnWords(string? Summary, string? Description, JiraName? Priority, string? AssigneeId)
{
    public const string AssigneeField = "assignee";

    /// <summary>Stands in a text that a person looks at, or writes, for the ticket that is made of it.</summary>
    public static TicketId ToCome => default;

    public static OwnWords None { get; } = new(null, null, null, null);

    /// <summary>The part of a link back that names the ticket.</summary>
    public static string AddressOf(TicketId ticket) => $"ticket={ticket}";

    /// <summary>The configuration by which the ticket lives.</summary>
    public TicketConfiguration Over(TicketConfiguration configuration) => Priority is { } priority
        ? configuration with { Priorities = Enum.GetValues<Kernel.Severity>().ToDictionary(s => s, _ => priority) }
        : configuration;

    /// <summary>What the issue says.</summary>
    /// <param name="ticket">To which a link back leads that was written before the ticket was made.</param>
    public RenderedTicket Over(RenderedTicket rendered, TicketId ticket)
    {
        if (Description is { } description)
            rendered = TicketRenderer.WithBody(rendered, description.Replace(AddressOf(ToCome), AddressOf(ticket), StringComparison.Ordinal));
        // Who was chosen is sent beside the configuration's fields, and those would win.
        if (AssigneeId is not null)
            rendered = rendered with { Fields = rendered.Fields.Without(AssigneeField) };
        return Summary is { } summary ? rendered with { Summary = TicketRenderer.OneLine(summary), IsSummaryStandard = false } : rendered;
    }
}
