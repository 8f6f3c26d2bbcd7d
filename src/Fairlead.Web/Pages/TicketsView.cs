using Fairlead.Platform.Tickets;
using Fairlead.Storage.Values;

namespace Fairlead.Web.Pages;

/// <summary>The state of the list of tickets, all of it in the address. What cannot be understood is passed over.</summary>
public sealed record TicketsView(TicketState? State, string? After)
{
    public const int PageSize = 50;

    public string Address => "/tickets" + Client.Query.Of(
        ("state", State is { } state ? FindingsView.WordOf(state) : null), ("after", After));

    public static TicketsView Read(IQueryCollection query) => new(
        Enum.GetValues<TicketState>().Select(s => (TicketState?)s).FirstOrDefault(s => FindingsView.WordOf(s!.Value) == query["state"]),
        query["after"].ToString() is { Length: > 0 and <= 100 } after ? after : null);

    /// <summary>The place of a ticket as it stands in an address.</summary>
    internal static string PlaceOf(Ticket ticket) => $"{Instants.ToMicroseconds(ticket.CreatedAt)}_{ticket.Id}";

    /// <returns><see langword="null"/> for the beginning, also when the address was edited.</returns>
    internal TicketPosition? Position()
    {
        var parts = After?.Split('_') ?? [];
        return parts.Length == 2 && long.TryParse(parts[0], out var at) && at is > 0 and < 10_000_000_000_000_000 && Guid.TryParseExact(parts[1], "D", out var id)
            ? new TicketPosition(Instants.FromMicroseconds(at), id)
            : null;
    }
}
