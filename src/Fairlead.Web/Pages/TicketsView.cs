using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages;

/// <summary>The state of the list of tickets, all of it in the address. What cannot be understood is in <see cref="Wrong"/>.</summary>
/// <param name="Ticket">Only this one.</param>
/// <param name="Configuration">Only tickets of this one.</param>
/// <param name="Issue">Only tickets of the issue with this key, as it was typed.</param>
public sealed record TicketsView(TicketStanding? State, string? After, TicketId? Ticket, TicketConfigurationId? Configuration = null, string? Issue = null)
{
    public const int PageSize = 50;

    public IReadOnlyList<WrongFilter> Wrong { get; init; } = [];

    public bool IsFiltered => State is not null || Ticket is not null || Configuration is not null || Issue is not null;

    public string Address => "/tickets" + Client.Query.Of(
        ("state", State is { } state ? FindingsView.WordOf(state) : null), ("ticket", Ticket?.ToString()), ("configuration", Configuration?.ToString()), ("issue", Issue), ("after", After));

    public static TicketsView Read(IQueryCollection query)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "state", "ticket", "configuration", "issue", "after")];
        return new(
            WrongFilter.Read<TicketStanding>(query, "state", wrong),
            query["after"].ToString() is { Length: > 0 and <= 100 } after ? after : null,
            WrongFilter.ReadId<TicketId>(query, "ticket", wrong),
            WrongFilter.ReadId<TicketConfigurationId>(query, "configuration", wrong),
            query["issue"].ToString().Trim() is { Length: > 0 and <= 100 } issue ? issue : null)
        {
            Wrong = wrong,
        };
    }

    /// <summary>The place of a ticket as it stands in an address.</summary>
    internal static string PlaceOf(Ticket ticket) => PagePlace.Of(ticket.CreatedAt, ticket.Id.Value);

    /// <returns><see langword="null"/> for the beginning, also when the address was edited.</returns>
    internal TicketPosition? Position() => PagePlace.Read(After) is var (at, id) ? new TicketPosition(at, id) : null;
}
